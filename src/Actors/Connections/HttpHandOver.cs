using System.Net;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>A client's connection on its way to the gateway.</summary>
/// <param name="Id">The connection's; its requests are numbered below it.</param>
/// <param name="Peer">The other end of the TCP connection.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>: how the client reached us.</param>
/// <param name="Bytes">What was read so far: the first request's head, and what came behind it.</param>
/// <param name="Owner">Who is told what becomes of it.</param>
public sealed record HttpHandOver(
    ProxyContext Proxy, ListenerOptions Listener, string Id, IPEndPoint Peer, string Scheme, Channel Client,
    ReadOnlyMemory<byte> Bytes, IActorRef Owner);
