using System.Collections.Frozen;

namespace ActorProxy.Shared.Http;

/// <summary>Fields that concern one connection only and are never passed on.</summary>
public static class HopByHop
{
    // RFC 9110 sections 7.6.1, 6.6.2 and 11.7: those that name the next hop only.
    private static readonly FrozenSet<string> Names = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    /// <summary>
    /// What is wrong with Connection, in one sentence for the client, or null. What it names is stripped (RFC 9110 section
    /// 7.6.1): a client could rid itself that way of what the backend relies on.
    /// </summary>
    public static string? ConnectionError(HeaderFields fields)
    {
        foreach (var option in fields.Members("Connection"))
        {
            if (!Grammar.IsToken(option))
                return "The Connection field has a member that is no token.";
            if (MustNotBeStripped(option))
                return $"The Connection field names {option}, which is not hop-by-hop.";
        }
        return null;
    }

    /// <summary>The fields without hop-by-hop ones and without those that Connection names (RFC 9110 section 7.6.1).</summary>
    public static HeaderFields Strip(HeaderFields fields) => Strip(fields, static _ => true);

    /// <summary>The same, and without those of which it is false.</summary>
    internal static HeaderFields Strip(HeaderFields fields, Func<HeaderField, bool> keeps) => fields.Keep((NamedBy(fields), keeps),
        static (field, strip) => !Names.Contains(field.Name) && strip.Item1?.Contains(field.Name) != true && strip.keeps(field));

    /// <summary>What Connection names that would not be stripped by its name; null for nothing, as it is nearly always.</summary>
    private static HashSet<string>? NamedBy(HeaderFields fields)
    {
        HashSet<string>? named = null;
        foreach (var option in fields.Members("Connection"))
        {
            if (!Names.Contains(option) && fields.Has(option))
                (named ??= new(StringComparer.OrdinalIgnoreCase)).Add(option);
        }
        return named;
    }

    /// <summary>
    /// Whether a field may stand in a trailer section: no one of framing, routing, authentication or of who the client is (RFC 9110 section
    /// 6.5.1).
    /// </summary>
    internal static bool MayBeTrailer(string name) =>
        !MustNotBeStripped(name) && !name.Equals("Content-Range", StringComparison.OrdinalIgnoreCase);

    private static bool MustNotBeStripped(string name) =>
        name.ToLowerInvariant() is "host" or "authorization" or "cookie" or "origin" or "forwarded" or "x-real-ip"
            or "content-length" or "content-type" or "content-encoding"
        || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase);
}
