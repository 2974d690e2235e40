using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Routing;

/// <summary>The segments <c>.</c> and <c>..</c> of paths in which percent-encoded unreserved characters are decoded.</summary>
internal static class DotSegmentRules
{
    /// <summary>Whether there is one, also where it is set off by an encoded slash or backslash, or followed by parameters.</summary>
    public static bool Has(ReadOnlySpan<char> path)
    {
        for (var dot = path.IndexOf('.'); dot >= 0;)
        {
            var dots = path[dot..].Length > 1 && path[dot + 1] == '.' ? 2 : 1;
            if (EndsSegment(path[(dot + dots)..]) && BeginsSegment(path[..dot]))
                return true;
            var next = path[(dot + dots)..].IndexOf('.');
            dot = next < 0 ? -1 : dot + dots + next;
        }
        return false;
    }

    /// <summary>
    /// Takes them out of a path (RFC 3986 section 5.2.4). Refused is what servers resolve differently: what leads above the root, what
    /// takes away an empty segment, which many merge with the slash before it, and dot segments in disguise.
    /// </summary>
    /// <param name="error">What is wrong with the path.</param>
    public static bool TryResolve(string path, [NotNullWhen(true)] out string? resolved, [NotNullWhen(false)] out string? error)
    {
        var kept = new List<string>();
        error = null;
        foreach (var segment in path[1..].Split('/'))
        {
            if (segment == "..")
                error ??= Leave(kept);
            else if (segment != "." && Has($"/{segment}"))
                error ??= "the path has a dot segment beside an encoded slash or backslash, or with parameters";
            else if (segment != ".")
                kept.Add(segment);
        }
        // What the last one leads to is a directory.
        if (path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal))
            kept.Add("");
        resolved = error is null ? $"/{string.Join('/', kept)}" : null;
        return error is null;
    }

    private static string? Leave(List<string> kept)
    {
        if (kept is [])
            return "the path leads above the root ('..')";
        if (kept is [.., ""])
            return "the path leads out of an empty segment ('//..')";
        kept.RemoveAt(kept.Count - 1);
        return null;
    }

    private static bool BeginsSegment(ReadOnlySpan<char> before) =>
        before is [.., '/'] || before.EndsWith("%2F") || before.EndsWith("%5C");

    private static bool EndsSegment(ReadOnlySpan<char> after) =>
        after.IsEmpty || after[0] is '/' or ';' || after.StartsWith("%2F") || after.StartsWith("%5C") || after.StartsWith("%3B");
}
