using System.Net;

namespace ActorProxy.Shared.Forwarding;

/// <summary>How the backend learns who the client is, and whose word about that is believed.</summary>
public sealed record ForwardingPolicy
{
    public static readonly ForwardingPolicy Default = new();

    /// <summary>The networks of the proxies in front of us. Only their forwarding fields and request ids are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedPeers { get; init; } = [];

    /// <summary>
    /// X-Forwarded-For, -Proto and -Host. <see cref="ForwardingMode.Append"/> adds the peer to X-Forwarded-For; -Proto and
    /// -Host, which most readers take for one value, are kept as a trusted peer sent them and set where they are missing.
    /// </summary>
    public ForwardingMode XForwarded { get; init; } = ForwardingMode.Append;

    /// <summary>Forwarded (RFC 7239).</summary>
    public ForwardingMode Forwarded { get; init; } = ForwardingMode.Off;

    /// <summary>The field that carries the request's id to the backend.</summary>
    public string RequestIdHeader { get; init; } = "X-Request-Id";

    /// <summary>Whether <paramref name="peer"/> is in one of <see cref="TrustedPeers"/>; an IPv4-mapped address counts as IPv4.</summary>
    public bool Trusts(IPAddress peer)
    {
        if (TrustedPeers.Count == 0)
            return false;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        foreach (var network in TrustedPeers)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    /// <summary>What is wrong with it, one sentence each; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate() => HeaderRules.NameErrors(RequestIdHeader).ToList();

    public bool Equals(ForwardingPolicy? other) =>
        other is not null && XForwarded == other.XForwarded && Forwarded == other.Forwarded
        && RequestIdHeader == other.RequestIdHeader && TrustedPeers.SequenceEqual(other.TrustedPeers);

    public override int GetHashCode() => HashCode.Combine(XForwarded, Forwarded, RequestIdHeader, TrustedPeers.Count);
}
