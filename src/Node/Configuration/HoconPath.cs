namespace ActorProxy.Node.Configuration;

/// <summary>Key paths as people write them: <c>actorproxy.routes."chat.v2".pool</c>.</summary>
internal static class HoconPath
{
    public static string Append(string parent, string key)
    {
        var plain = key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        var segment = plain ? key : $"\"{key}\"";
        return parent.Length == 0 ? segment : $"{parent}.{segment}";
    }

    public static string Item(string parent, int index) => $"{parent}[{index}]";

    /// <summary>The path without its last segment or index; empty at the top.</summary>
    public static string Parent(string path)
    {
        var quoted = false;
        for (var i = path.Length - 1; i >= 0; i--)
        {
            if (path[i] == '"')
                quoted = !quoted;
            else if (!quoted && path[i] is '.' or '[')
                return path[..i];
        }
        return "";
    }

    /// <summary>Whether one is the other or lies within it.</summary>
    public static bool Overlap(string a, string b)
    {
        var (outer, inner) = a.Length <= b.Length ? (a, b) : (b, a);
        return inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] is '.' or '[');
    }
}
