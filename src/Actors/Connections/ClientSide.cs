using System.Net;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// What a connection knows of its client, and how it speaks to it; and whether the client's channel is the connection's
/// to close. Used on the loop.
/// </summary>
internal abstract class ClientSide(Channel channel, IPEndPoint peer)
{
    public Channel Channel { get; protected set; } = channel;

    /// <summary>The other end of the TCP connection, or what a PROXY header says of that.</summary>
    public IPEndPoint Peer { get; protected set; } = peer;

    /// <summary>The address that the client connected to; null where it is not known.</summary>
    public abstract IPEndPoint? Destination { get; }

    /// <summary>Null where there is none.</summary>
    public TlsInfo? Tls { get; protected set; }

    /// <summary>Whether an HTTP response of ours would reach the client.</summary>
    public bool CanAnswer { get; protected set; }

    /// <summary>Whether the channel is still the connection's: until the tunnel, or an answer, owns it.</summary>
    public bool IsHeld { get; private set; } = true;

    /// <summary>Goes on to the request head: the actor is told a <see cref="ClientOpened"/> or a <see cref="ClientFailed"/>.</summary>
    public abstract void Start();

    /// <summary>No deadline goes off any more.</summary>
    public abstract void Stop();

    /// <summary>Tells the client that its WebSocket is open; the bytes that are returned go before the tunnel's.</summary>
    /// <param name="session">Of its request, whose phases see the response.</param>
    public abstract ReadOnlyMemory<byte> Switch(UpgradeAccepted accepted, ProxySession session);

    /// <summary>Whether another request may follow one that opens no WebSocket.</summary>
    public abstract bool CanGoOn { get; }

    /// <summary>Whether an ordinary response of this status can be sent.</summary>
    public abstract bool CanRelay(int status);

    /// <summary>Answers the client with a backend's ordinary response.</summary>
    /// <param name="relayed">Is told what passes, and how it ends.</param>
    /// <param name="session">As of <see cref="Switch"/>.</param>
    /// <param name="goesOn">As of <see cref="ClientAnswer.SendAsync"/>.</param>
    /// <returns>As of <see cref="ClientAnswer.SendAsync"/>.</returns>
    public abstract Task Relay(
        UpgradeDeclined declined, UpstreamReply reply, RelayedAnswer relayed, ProxySession session, Func<bool>? goesOn);

    /// <summary>The status that the client is answered with; null where it gets no answer.</summary>
    public int? StatusOf(TerminationReason reason) => CanAnswer ? reason.Status() : null;

    /// <summary>The channel is somebody else's from here on.</summary>
    public Channel Release()
    {
        IsHeld = false;
        Channel.PeerClosed = null;
        return Channel;
    }

    /// <summary>The channel is the connection's again, which goes on with the client's next request.</summary>
    public void Hold() => IsHeld = true;

    /// <summary>Answers the client with a response of ours.</summary>
    /// <param name="goesOn">As of <see cref="ClientAnswer.SendAsync"/>.</param>
    /// <returns>As of <see cref="ClientAnswer.SendAsync"/>.</returns>
    public Task Answer((ResponseHead Head, byte[] Body) answer, Func<bool>? goesOn = null)
    {
        Release();
        return Send(answer.Head, answer.Body, goesOn);
    }

    /// <summary>Ends the client's connection without an answer.</summary>
    /// <returns>Ends with the connection; does not fail.</returns>
    public Task End(TerminationReason reason)
    {
        var released = Release();
        if (reason == TerminationReason.TlsHandshakeFailed)
            released.Close(); // RST would take the alert away from the client, which says why
        else
            released.Abort();
        return Task.CompletedTask;
    }

    /// <summary>A response as the phases of the request want the client to see it.</summary>
    protected static ResponseHead Seen(ResponseHead head, ProxySession session) =>
        head with { Fields = session.FieldsFor(head.Status, head.Fields) };

    /// <summary>Sends a response of ours.</summary>
    /// <returns>As of <see cref="Answer"/>.</returns>
    protected abstract Task Send(ResponseHead head, byte[] body, Func<bool>? goesOn);
}
