using System.Net;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>What a <see cref="ConnectionActor"/> knows of its client, and how it speaks to it until the tunnel. Used on the loop.</summary>
internal interface IClientSide
{
    Channel Channel { get; }

    /// <summary>The other end of the TCP connection, or what a PROXY header says of that.</summary>
    IPEndPoint Peer { get; }

    /// <summary>The address that the client connected to; null where it is not known.</summary>
    IPEndPoint? Destination { get; }

    /// <summary>Null where there is none.</summary>
    TlsInfo? Tls { get; }

    /// <summary>Whether an HTTP response of ours would reach the client.</summary>
    bool CanAnswer { get; }

    /// <summary>Goes on to the request head: the actor is told a <see cref="ClientOpened"/> or a <see cref="ClientFailed"/>.</summary>
    void Start();

    /// <summary>No deadline goes off any more.</summary>
    void Stop();

    /// <summary>Tells the client that its WebSocket is open; the bytes that are returned go before the tunnel's.</summary>
    ReadOnlyMemory<byte> Switch(UpgradeAccepted accepted, string? setCookie);

    /// <summary>Ends the client's connection with an answer of ours.</summary>
    void Refuse(TerminationReason reason, string requestId, string? detail);

    /// <summary>Whether a backend's ordinary response of this status can be passed on.</summary>
    bool CanRelay(int status);

    /// <summary>Ends the client's connection with a backend's ordinary response.</summary>
    void Relay(UpgradeDeclined declined, UpstreamReply reply);
}
