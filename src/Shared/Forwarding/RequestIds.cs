using System.Net;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>The id that ties together what proxies, backend and logs say of one request.</summary>
public static class RequestIds
{
    private const int MaxLength = 128;

    /// <summary>
    /// The id in the request, if the peer is trusted and it is 1 to 128 visible ASCII characters in a single field; else
    /// <paramref name="generated"/>.
    /// </summary>
    public static string Choose(HeaderFields fields, IPAddress peer, ForwardingPolicy policy, string generated) =>
        policy.Trusts(peer) && fields.CountOf(policy.RequestIdHeader) == 1
        && fields.First(policy.RequestIdHeader) is { Length: > 0 and <= MaxLength } id && Grammar.IsVisibleAscii(id)
            ? id
            : generated;
}
