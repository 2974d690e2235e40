using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels;

/// <summary>Two channels whose handshakes are done, and what was read beyond them. The tunnel owns both.</summary>
/// <param name="ResponseHead">Our 101, which goes to the client before anything else.</param>
/// <param name="EarlyFromDownstream">Bytes that came behind the request head.</param>
/// <param name="EarlyFromUpstream">Bytes that came behind the backend's 101.</param>
public sealed record TunnelStart(
    Channel Downstream,
    Channel Upstream,
    ReadOnlyMemory<byte> ResponseHead,
    ReadOnlyMemory<byte> EarlyFromDownstream,
    ReadOnlyMemory<byte> EarlyFromUpstream);
