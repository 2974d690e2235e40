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

    /// <summary>The field that carries the subject of the client's certificate to the backend; null where none does.</summary>
    public string? SubjectHeader { get; init; }

    /// <summary>Fields that no client may send, however they spell their hyphens: servers that make variables of fields read "_" and "-" alike.</summary>
    public IReadOnlyList<string> ReservedHeaders { get; init; } = [];

    /// <summary>Whether a field is one of <see cref="ReservedHeaders"/>.</summary>
    public bool Reserves(string name)
    {
        foreach (var reserved in ReservedHeaders)
        {
            if (name.Length == reserved.Length && name.Replace('_', '-').Equals(reserved.Replace('_', '-'), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Whether <paramref name="peer"/> is in one of <see cref="TrustedPeers"/>; an IPv4-mapped address counts as IPv4.</summary>
    public bool Trusts(IPAddress peer) => Networks.Contain(TrustedPeers, peer);

    /// <summary>What is wrong with it, one sentence each; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate() => HeaderRules.NameErrors(RequestIdHeader).ToList();

    public bool Equals(ForwardingPolicy? other) =>
        other is not null && XForwarded == other.XForwarded && Forwarded == other.Forwarded
        && RequestIdHeader == other.RequestIdHeader && SubjectHeader == other.SubjectHeader
        && TrustedPeers.SequenceEqual(other.TrustedPeers) && ReservedHeaders.SequenceEqual(other.ReservedHeaders);

    public override int GetHashCode() => HashCode.Combine(XForwarded, Forwarded, RequestIdHeader, TrustedPeers.Count);
}
