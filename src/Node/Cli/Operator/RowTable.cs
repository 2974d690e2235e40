using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>Rows as a table for people.</summary>
internal static class RowTable
{
    /// <summary>Where the output is no terminal, nothing is broken or cut.</summary>
    private const int Unbounded = 10_000;

    /// <param name="wide">Also the wide columns; they are also there where the terminal has room for them.</param>
    /// <param name="width">Of the terminal; null where there is none.</param>
    public static string Render(OperatorCommand command, IReadOnlyList<JsonObject> rows, bool wide, int? width, bool colours)
    {
        // One thing that was asked for by name has all its values below one another.
        if (rows.Count == 1 && command.Arguments.Any(a => a.Positional))
            return Write(Details(command, rows[0]), width ?? Unbounded, colours);
        if (!wide && width is { } room && command.Columns.Any(c => c.Wide))
            wide = Write(Table(command.Columns, rows), Unbounded, false).Split('\n').Max(line => line.Length) <= room;
        var columns = command.Columns.Where(c => wide || !c.Wide).ToList();
        return Write(Table(columns, rows), width ?? Unbounded, colours);
    }

    private static Table Table(IReadOnlyList<OperatorColumn> columns, IReadOnlyList<JsonObject> rows)
    {
        var table = new Table().NoBorder();
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(column.Name, new Style(decoration: Decoration.Bold))) { Padding = new Padding(
                0, 0, 2, 0) };
            // Ids are copied: they are not broken.
            header.NoWrap = column.Name == "id";
            table.AddColumn(TerminalText.IsNumber(column.Unit) ? header.RightAligned() : header);
        }
        foreach (var row in rows)
            table.AddRow(columns.Select(c => new Text(TerminalText.Of(row[c.Name], c.Unit))));
        return table;
    }

    private static Grid Details(OperatorCommand command, JsonObject row)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var column in command.Columns.Where(c => row[c.Name] is not null))
            grid.AddRow(new Text(column.Name, new Style(decoration: Decoration.Bold)),
                new Text(TerminalText.Of(row[column.Name], column.Unit)));
        return grid;
    }

    /// <summary>Lines that end with LF, without blanks before it.</summary>
    private static string Write(IRenderable renderable, int width, bool colours)
    {
        var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Write(renderable);
        return string.Concat(text.ToString().ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.TrimEnd() + "\n"));
    }
}
