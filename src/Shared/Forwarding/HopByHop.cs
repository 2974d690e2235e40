using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Fields that concern one connection only and are never passed on.</summary>
public static class HopByHop
{
    // RFC 9110 sections 7.6.1, 6.6.2 and 11.7: those that name the next hop only.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

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
}
