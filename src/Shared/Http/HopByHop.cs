namespace ActorProxy.Shared.Http;

/// <summary>Fields that concern one connection only and are never passed on.</summary>
public static class HopByHop
{
    // RFC 9110 sections 7.6.1, 6.6.2 and 11.7: those that name the next hop only.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

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
    public static HeaderFields Strip(HeaderFields fields)
    {
        var named = fields.Members("Connection").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var kept = new List<HeaderField>(fields.Count);
        foreach (var field in fields.AsSpan())
        {
            if (!Names.Contains(field.Name) && !named.Contains(field.Name))
                kept.Add(field);
        }
        return [.. kept];
    }

    private static bool MustNotBeStripped(string name) =>
        name.ToLowerInvariant() is "host" or "authorization" or "cookie" or "origin" or "forwarded" or "x-real-ip"
            or "content-length" or "content-type" or "content-encoding"
        || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase);
}
