using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>A client has sent its request head.</summary>
/// <param name="Channel">Of the plain text, where the listener has TLS.</param>
/// <param name="Peer">The other end of the TCP connection, or what a PROXY header says of that.</param>
/// <param name="Tls">Null where the listener has none.</param>
/// <param name="Bytes">What was read behind the head; for the gateway, with the head itself.</param>
/// <param name="IsForGateway">Whether it is the head of a request that the gateway serves.</param>
internal sealed record ClientOpened(
    Channel Channel, IPEndPoint Peer, TlsInfo? Tls, RequestHead Head, ReadOnlyMemory<byte> Bytes, bool IsForGateway);
