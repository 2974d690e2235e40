using System.Net;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>A client's connection on its way to who serves its requests.</summary>
/// <param name="Id">The connection's.</param>
/// <param name="RequestNumbers">Gives its requests their ids.</param>
/// <param name="Peer">The other end of the TCP connection, or what a PROXY header says of that.</param>
/// <param name="Destination">The address that the client connected to; null where it is not known.</param>
/// <param name="Tls">Null where the client's connection has none.</param>
/// <param name="Bytes">What was read so far: the first request's head, and what came behind it.</param>
/// <param name="Owner">Who is told what becomes of it.</param>
public sealed record HttpHandOver(
    ProxyContext Proxy, ListenerOptions Listener, string Id, RequestNumbers RequestNumbers, IPEndPoint Peer, IPEndPoint? Destination,
    TlsInfo? Tls, Channel Client, ReadOnlyMemory<byte> Bytes, IActorRef Owner)
{
    /// <summary>Whether a WebSocket may be a stream of it, where it is of HTTP/2.</summary>
    public bool AllowsWebSocketStreams => Listener.Tls is { WebSocketOverHttp2: true };
}
