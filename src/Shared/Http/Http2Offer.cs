namespace ActorProxy.Shared.Http;

/// <summary>What a client of HTTP/2 is told of us.</summary>
/// <param name="MaxHeaderListSize">Bytes of a head (RFC 9113 section 6.5.2): advice, which more than one client does not take.</param>
/// <param name="ExtendedConnect">Whether a WebSocket may be a stream (RFC 8441 section 3).</param>
public readonly record struct Http2Offer(int MaxHeaderListSize, bool ExtendedConnect);
