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
        if (!TryDecode(target, out result, out error))
            return false;
        if (DotSegmentRules.Has(result.Path))
            (result, error) = (default, DotSegment);
        return error is null;
    }

    /// <summary>The same of a request, whose dot segments are resolved where a node is told so.</summary>
    /// <param name="error">What is wrong with the target, or which setting refuses it.</param>
    public static bool TryNormalize(string target, DotSegments dots, out RequestPath result, [NotNullWhen(false)] out string? error)
    {
        if (!TryDecode(target, out result, out error))
            return false;
        if (!DotSegmentRules.Has(result.Path))
            return true;
        if (dots == DotSegments.Refuse)
            error = $"{DotSegment}, which http.dot-segments = refuse does not allow";
        else if (DotSegmentRules.TryResolve(result.Path, out var resolved, out error))
            result = result with { Path = resolved };
        if (error is not null)
            result = default;
        return error is null;
    }

    /// <summary>The target of a request that was routed: where its path has dot segments, what it resolves to; else as it is.</summary>
    public static string Resolved(string target) =>
        TryDecode(target, out var result, out _) && DotSegmentRules.Has(result.Path)
        && DotSegmentRules.TryResolve(result.Path, out var path, out _)
            ? path + result.Query
            : target;

    private static bool TryDecode(string target, out RequestPath result, [NotNullWhen(false)] out string? error)
    {
        result = default;
        error = Check(target);
        if (error is not null)
            return false;
        var queryAt = target.IndexOf('?');
        var path = queryAt < 0 ? target : target[..queryAt];
        if (path.Contains('%') && !TryDecodePath(path, out path, out error))
            return false;
        result = new RequestPath(path, queryAt < 0 ? "" : target[queryAt..]);
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

    private static bool TryDecodePath(string encoded, out string decoded, [NotNullWhen(false)] out string? error)
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
}
