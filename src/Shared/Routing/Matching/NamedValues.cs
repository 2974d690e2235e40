using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Routing.Matching;

/// <summary>Looks for a value among those of a request. Allocates nothing, unless a parameter is percent-encoded.</summary>
internal static class NamedValues
{
    /// <summary>Whether a field line of that name has the value (RFC 9110 section 5.3 lets there be several).</summary>
    public static bool HasField(HeaderFields fields, ValuePattern wanted)
    {
        foreach (var field in fields.AsSpan())
            if (field.Name.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase) && wanted.Accepts(field.Value))
                return true;
        return false;
    }

    /// <summary>Whether a cookie of that name has the value (RFC 6265 section 4.2.1); names of cookies are compared ordinally.</summary>
    public static bool HasCookie(HeaderFields fields, ValuePattern wanted)
    {
        foreach (var field in fields.AsSpan())
            if (field.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) && HasPair(field.Value, ';', wanted, encoded: false))
                return true;
        return false;
    }

    /// <summary>
    /// Whether a parameter of the query has the value. Percent-encoding is undone for that; a plus sign is one, and no space.
    /// </summary>
    public static bool HasParameter(ReadOnlySpan<char> query, ValuePattern wanted) =>
        HasPair(query is ['?', .. var parameters] ? parameters : query, '&', wanted, encoded: true);

    private static bool HasPair(ReadOnlySpan<char> pairs, char separator, ValuePattern wanted, bool encoded)
    {
        foreach (var range in pairs.Split(separator))
        {
            var pair = pairs[range].Trim(' ');
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? default : pair[(equals + 1)..];
            if (Decoded(name, encoded).SequenceEqual(wanted.Name) && wanted.Accepts(Decoded(value, encoded)))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Decoded(ReadOnlySpan<char> text, bool encoded) =>
        encoded && text.Contains('%') ? Uri.UnescapeDataString(text) : text;
}
