using System.Net;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Forwarding;

/// <summary>How the backend learns who the client is, and who is believed about that.</summary>
public sealed record ForwardingPolicy : ISettingsCheck
{
    public static readonly ForwardingPolicy Default = new();

    /// <summary>What is told where neither listener nor route says it.</summary>
    [Inline]
    public ForwardedFields Fields { get; init; } = new();

    [Setting("Networks of the proxies in front of us. Only their forwarding fields and request ids are believed.",
        Example = "[\"10.0.0.0/8\"]")]
    public ValueList<IPNetwork> TrustedPeers { get; init; } = [];

    [Setting("The field that carries the request's id.")]
    public string RequestIdHeader { get; init; } = "X-Request-Id";

    /// <summary>The field that carries the subject of the client's certificate to the backend; null where none does.</summary>
    public string? SubjectHeader { get; init; }

    /// <summary>
    /// Fields that no client may send, however they spell their hyphens: servers that make variables of fields read "_" and "-" alike.
    /// </summary>
    public ValueList<string> ReservedHeaders { get; init; } = [];

    /// <summary>Whether a field is one of <see cref="ReservedHeaders"/>.</summary>
    public bool Reserves(string name)
    {
        foreach (var reserved in ReservedHeaders)
        {
            if (name.Length == reserved.Length && name.Replace('_', '-')
                .Equals(reserved.Replace('_', '-'), StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Whether <paramref name="peer"/> is in one of <see cref="TrustedPeers"/>; an IPv4-mapped address counts as IPv4.</summary>
    public bool Trusts(IPAddress peer) => Networks.Contain(TrustedPeers, peer);

    public void Check(SettingsCheck check)
    {
        foreach (var error in HeaderRules.NameErrors(RequestIdHeader))
            check.Problem("request-id-header", error.TrimEnd('.'));
    }
}
