using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Prints an answer for people: rows as a table, warnings and errors to the error stream.</summary>
/// <param name="wide">Also the wide columns.</param>
internal sealed class AnswerPrinter(OperatorCommand command, bool wide, OperatorTerminal terminal, TextWriter output, TextWriter error)
{
    private readonly List<JsonObject> _rows = [];
    private bool _any;

    /// <summary>The token of the next page; null where there is none.</summary>
    public string? Next { get; private set; }

    /// <summary>Exit code so far.</summary>
    public int Code { get; private set; } = ExitCode.Success;

    public void Add(OperatorAnswer answer)
    {
        switch (answer.Kind)
        {
            case AnswerKind.Row when command.Follows:
                output.WriteLine(Line(answer.Row!));
                output.Flush();
                break;
            case AnswerKind.Row:
                _rows.Add(answer.Row!);
                break;
            case AnswerKind.Line:
                PrintRows();
                output.WriteLine(TerminalLines(answer.Text));
                break;
            case AnswerKind.Warning:
                error.WriteLine($"warning: {TerminalLines(answer.Text)}");
                return;
            case AnswerKind.Error:
                PrintRows();
                error.WriteLine($"actorproxy: {TerminalLines(answer.Text)}");
                Code = ExitCode.Failed;
                break;
            case AnswerKind.Next:
                Next = answer.Text;
                break;
        }
        _any = true;
    }

    /// <summary>Prints what is left.</summary>
    public void Finish()
    {
        PrintRows();
        if (!_any && !command.Columns.IsEmpty)
            error.WriteLine("none");
    }

    private void PrintRows()
    {
        if (_rows.Count > 0)
            output.Write(RowTable.Render(command, _rows, wide, terminal.Width, terminal.Colours));
        _rows.Clear();
    }

    /// <summary>Rows that come one after another for hours are lines of their own.</summary>
    private string Line(JsonObject row) =>
        string.Join("  ", command.Columns.Where(c => row[c.Name] is not null).Select(c => TerminalText.Of(row[c.Name], c.Unit)));

    private static string TerminalLines(string? text) =>
        string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Split('\n')
        .Select(line => PlainText.Of(line.Replace("\t", "    ", StringComparison.Ordinal))));
}
