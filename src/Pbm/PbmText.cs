using System.Text;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm;

/// <summary>
/// An answer as lines for people. Rows are kept until <see cref="Flush"/>, and are then put under one another; columns get
/// wider with what comes, and never narrower. One thing alone is shown with all its values, one a line.
/// </summary>
internal sealed class PbmText(OperatorCommand command, bool wide)
{
    // Of 10,000 rows, the first are to be seen before the last is there.
    private const int MaxRows = 500;

    private readonly OperatorColumn[] _columns = [.. command.Columns.Where(c => wide || !c.Wide || IsOneThing(command))];
    private readonly List<JsonObject> _rows = [];
    private int[] _widths = [];
    private bool _said;

    /// <summary>Whether the command is about a single thing: its answer is no list.</summary>
    public static bool IsOneThing(OperatorCommand command) => command.Verb == "show" && command.Arguments.Any(a => a.Positional);

    /// <summary>Without what would move the cursor of a terminal: paths and payloads are what clients send.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? '\uFFFD' : c));

    /// <summary>The lines that can be shown at once.</summary>
    public IEnumerable<string> Add(OperatorAnswer answer)
    {
        if (answer is { Kind: AnswerKind.Row, Row: { } row })
        {
            _rows.Add(row);
            return _rows.Count < MaxRows ? [] : Flush();
        }
        var text = Printable(answer.Text ?? "");
        string[] lines =
        [
            .. Flush(),
            answer.Kind switch
            {
                AnswerKind.Warning => $"warning: {text}",
                AnswerKind.Next => $"there is more: the same with --after {text}",
                _ => text,
            },
        ];
        _said = true;
        return lines;
    }

    /// <summary>The rows that were kept.</summary>
    public IEnumerable<string> Flush()
    {
        if (_rows.Count == 0)
            return [];
        _said = true;
        var lines = IsOneThing(command) ? _rows.SelectMany(Listed).ToArray() : Table();
        _rows.Clear();
        return lines;
    }

    /// <summary>The rest. An answer without anything says so.</summary>
    public IEnumerable<string> End() => _rows.Count > 0 || _said ? Flush() : command.Columns.IsEmpty ? [] : ["none"];

    private string[] Table()
    {
        var cells = _rows.Select(r => _columns.Select(c => PbmCell.Format(c.Unit, r[c.Name])).ToArray()).ToList();
        var first = _widths.Length == 0;
        if (first)
        {
            _widths = new int[_columns.Length];
            cells.Insert(0, [.. _columns.Select(c => c.Name)]);
        }
        foreach (var row in cells)
            for (var i = 0; i < row.Length; i++)
                _widths[i] = Math.Max(_widths[i], row[i].Length);
        return [.. cells.Select(Line)];
    }

    private string Line(string[] cells)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
            line.Append(cells[i].PadRight(_widths[i] + 2));
        return line.ToString().TrimEnd();
    }

    private IEnumerable<string> Listed(JsonObject row)
    {
        var width = _columns.Max(c => c.Name.Length) + 2;
        return _columns.Where(c => row[c.Name] is not null).Select(c => c.Name.PadRight(width) + PbmCell.Format(c.Unit, row[c.Name]));
    }
}
