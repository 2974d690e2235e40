using System.Globalization;
using System.Text;

namespace ActorProxy.Shared.Settings;

/// <summary>Key paths as people write them: <c>actorproxy.routes."chat.v2".pool</c>.</summary>
public static class SettingPath
{
    public static string Append(string parent, string key)
    {
        var plain = key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        var segment = plain ? key : $"\"{Escaped(key)}\"";
        return parent.Length == 0 ? segment : $"{parent}.{segment}";
    }

    public static string Item(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    /// <summary>What a path leads through: keys, and indices of items. A text that is no path ends where it ceases to be one.</summary>
    public static IEnumerable<(string Key, int? Index)> Segments(string path)
    {
        for (var at = 0; at < path.Length;)
        {
            var start = at;
            if (path[at] == '[' && path.IndexOf(']', at) is > 0 and var close
                && int.TryParse(path.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                yield return ("", index);
                at = close + 1;
            }
            else if (path[at] == '"')
            {
                var quote = path.IndexOf('"', at + 1);
                if (quote < 0)
                    yield break;
                at = quote + 1;
                yield return (Unescaped(path[(start + 1)..quote]), null);
            }
            else
            {
                at = path.IndexOfAny(['.', '['], at + 1) is > 0 and var end ? end : path.Length;
                yield return (path[start..at], null);
            }
            if (at < path.Length && path[at] == '.')
                at++;
        }
    }

    /// <summary>
    /// Quotes, backslashes and control characters become <c>\uXXXX</c>: a path has quotes around keys only, and stays in its line.
    /// </summary>
    private static string Escaped(string key)
    {
        if (!key.Any(NeedsEscape))
            return key;
        var escaped = new StringBuilder();
        foreach (var c in key)
            _ = NeedsEscape(c) ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : escaped.Append(c);
        return escaped.ToString();
    }

    private static string Unescaped(string key)
    {
        if (!key.Contains('\\', StringComparison.Ordinal))
            return key;
        var text = new StringBuilder();
        for (var i = 0; i < key.Length; i++)
        {
            var isCode = key[i] == '\\' && i + 5 < key.Length && ushort.TryParse(
                key.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, null, out _);
            text.Append(isCode ? (char)ushort.Parse(key.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, null) : key[i]);
            i += isCode ? 5 : 0;
        }
        return text.ToString();
    }

    private static bool NeedsEscape(char c) => c is '"' or '\\' || char.IsControl(c);
}
