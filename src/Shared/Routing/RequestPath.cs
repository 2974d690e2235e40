using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ActorProxy.Shared.Routing;

/// <summary>A request target in origin-form (RFC 9112 section 3.2.1), normalised so that each path has one spelling.</summary>
/// <param name="Path">Begins with a slash.</param>
/// <param name="Query">As received, with its question mark; empty where there is none.</param>
public readonly record struct RequestPath(string Path, string Query)
{
    private const string DotSegment = "the path has a dot segment ('.' or '..')";

    /// <summary>
    /// Normalises a target (RFC 3986 section 6.2.2): percent-encoded unreserved characters are decoded, other triplets get
    /// upper-case digits (so an encoded slash stays encoded), empty segments are kept. Refused are dot segments, also
    /// where they are percent-encoded, set off by an encoded slash or backslash, or followed by parameters, because a
    /// backend might resolve them into a path of another route; and whatever is no visible ASCII.
    /// </summary>
    /// <param name="error">What is wrong with the target.</param>
    public static bool TryNormalize(string target, out RequestPath result, [NotNullWhen(false)] out string? error)
    {
        result = default;
        error = Check(target);
        if (error is not null)
            return false;
        var queryAt = target.IndexOf('?');
        var path = queryAt < 0 ? target : target[..queryAt];
        var query = queryAt < 0 ? "" : target[queryAt..];
        if (path.Contains('%') && !TryDecode(path, out path, out error))
            return false;
        if (HasDotSegment(path))
        {
            error = DotSegment;
            return false;
        }
        result = new RequestPath(path, query);
        return true;
    }

    private static string? Check(string target)
    {
        if (target is not ['/', ..])
            return "the path does not begin with '/'";
        var part = "path";
        foreach (var c in target)
        {
            if (c is <= ' ' or > '~')
                return $"the {part} has a space, a control character or a character outside ASCII; percent-encode it";
            // A fragment is never sent (RFC 9110 section 4.2.5). Some servers read a backslash as a slash, but not in a query,
            // where browsers send it as it is (its percent-encode set in the URL standard has none).
            if (c == '#' || (c == '\\' && part == "path"))
                return $"the {part} has a '{c}'; percent-encode it";
            if (c == '?')
                part = "query";
        }
        return null;
    }

    private static bool TryDecode(string encoded, out string decoded, [NotNullWhen(false)] out string? error)
    {
        decoded = encoded;
        error = null;
        var text = new StringBuilder(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                text.Append(encoded[i]);
                continue;
            }
            if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2]))
            {
                error = "the path has a '%' that is not followed by two hexadecimal digits";
                return false;
            }
            var value = (char)Convert.ToInt32(encoded.Substring(i + 1, 2), 16);
            if (char.IsAsciiLetterOrDigit(value) || value is '-' or '.' or '_' or '~')
                text.Append(value);
            else
                text.Append('%').Append(char.ToUpperInvariant(encoded[i + 1])).Append(char.ToUpperInvariant(encoded[i + 2]));
            i += 2;
        }
        decoded = text.ToString();
        return true;
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path)
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

    private static bool BeginsSegment(ReadOnlySpan<char> before) =>
        before is [.., '/'] || before.EndsWith("%2F") || before.EndsWith("%5C");

    private static bool EndsSegment(ReadOnlySpan<char> after) =>
        after.IsEmpty || after[0] is '/' or ';' || after.StartsWith("%2F") || after.StartsWith("%5C") || after.StartsWith("%3B");
}
