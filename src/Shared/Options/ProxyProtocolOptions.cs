using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>A listener whose connections each begin with a PROXY header.</summary>
/// <param name="TrustedPeers">Not empty: networks from which one is believed. Connections from elsewhere are refused.</param>
/// <param name="Timeout">Within which the header must be there, from the accept on; 100 ms to 1 min.</param>
public sealed record ProxyProtocolOptions(IReadOnlyList<IPNetwork> TrustedPeers, TimeSpan Timeout)
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);
}
