using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>A client has sent its request head, or has agreed on HTTP/2.</summary>
/// <param name="Channel">Of the plain text, where the listener has TLS.</param>
/// <param name="Peer">The other end of the TCP connection, or what a PROXY header says of that.</param>
/// <param name="Tls">Null where the listener has none.</param>
/// <param name="Head">Null where the client speaks HTTP/2: its heads are the gateway's to read.</param>
/// <param name="Bytes">What was read behind the head; for the gateway, with the head itself.</param>
/// <param name="IsForGateway">Whether the gateway serves it.</param>
internal sealed record ClientOpened(
    Channel Channel, IPEndPoint Peer, TlsInfo? Tls, RequestHead? Head, ReadOnlyMemory<byte> Bytes, bool IsForGateway);
