using System.Text.RegularExpressions;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>What a query of Prometheus names: enough of the language for the queries that we ship.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = ["by", "on", "ignoring", "without", "group_left", "group_right", "and", "or", "unless",
        "bool", "offset"];

    /// <summary>The metrics, each with the labels that its selector asks for.</summary>
    public static IReadOnlyList<(string Metric, IReadOnlyList<string> Labels)> Selectors(string query) =>
    [
        .. Names().Matches(WithoutGrouping(query)).Where(m => !Words.Contains(m.Groups[1].Value))
            .Select(m => (m.Groups[1].Value, (IReadOnlyList<string>)[.. Matchers().Matches(m.Groups[2].Value)
                .Select(l => l.Groups[1].Value)])),
    ];

    /// <summary>The labels that the query groups by.</summary>
    public static IEnumerable<string> Grouped(string query) =>
        Grouping().Matches(query).SelectMany(m => m.Groups[1].Value.Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string WithoutGrouping(string query) => Ranges().Replace(Grouping().Replace(query, " "), " ");

    [GeneratedRegex("""\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)""")]
    private static partial Regex Grouping();

    [GeneratedRegex("""\[[^\]]*\]""")]
    private static partial Regex Ranges();

    // What a "(" follows is a function, and what stands within braces or quotes is the selector's.
    [GeneratedRegex("""(?<![\w$])([a-zA-Z_:][\w:]*)\b(?!\s*\()(?:\{([^}]*)\})?""")]
    private static partial Regex Names();

    [GeneratedRegex("""(\w+)\s*(?:=~|!~|!=|=)\s*"[^"]*" """ + "?")]
    private static partial Regex Matchers();
}
