using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>The tables of docs/metrics.md.</summary>
internal static class MetricsDocument
{
    public static IReadOnlyList<Row> Read() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "metrics.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
            .Where(cells => cells.Length == 6)
            .Select(cells => new Row(Bare(cells[0]), Bare(cells[1]), cells[2], Bare(cells[3]), Tags(cells[4]), cells[5])),
    ];

    private static string Bare(string cell) => cell.Trim('`');

    private static string Tags(string cell) =>
        string.Join(' ', cell.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Bare).Order(StringComparer.Ordinal));

    /// <param name="Tags">In the order of the alphabet, with spaces between them.</param>
    internal sealed record Row(string Name, string Prometheus, string Type, string Unit, string Tags, string Meaning);
}
