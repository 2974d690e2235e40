using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Listeners;

/// <summary>Sends away the clients of one loop that a limit keeps out, without an actor for each. Used on the loop.</summary>
internal sealed class RefusalResponder(ProxyContext proxy, ListenerOptions listener)
{
    /// <summary>Answers that may be under way; a client that comes while there are more is cut: a flood takes no descriptors.</summary>
    private const int MaxAnswers = 256;

    private int _answers;

    /// <summary>Answers the client that it may come again later, and closes. Counts and logs it.</summary>
    public void Refuse(Channel client, TerminationReason limit, string detail = "The connection was refused when it was accepted.")
    {
        var id = proxy.Ids.Next();
        // A client that expects TLS would take an answer in plain text for garbage.
        var answered = _answers < MaxAnswers && listener.Tls is null;
        proxy.Metrics.Refused(limit, limit.Status(), TimeSpan.Zero);
        proxy.AccessLog.Refused(new RefusedRequest(id, listener.Name, client.RemoteEndPoint!, null, null, null, null, null, 0,
            limit, answered ? limit.Status() : null, detail, TimeSpan.Zero));
        if (answered)
            _ = AnswerAsync(client, limit, id);
        else
            client.Abort();
    }

    /// <summary>Answers a WebSocket that is a stream of another connection, which goes on. Counts and logs it.</summary>
    public void Refuse(StreamHandOver client, TerminationReason reason)
    {
        var id = proxy.Ids.Next();
        proxy.Metrics.Refused(reason, reason.Status(), TimeSpan.Zero);
        proxy.AccessLog.Refused(new RefusedRequest(id, listener.Name, client.Carrier.Peer, null, null, null, null, null, 0,
            reason, reason.Status(), "The stream was refused when it was opened.", TimeSpan.Zero));
        var (head, body) = ErrorResponse.Parts(reason, id, retryAfter: proxy.RetryAfter(reason));
        client.Stream.Answer(ExtendedConnect.Refused(head), body);
    }

    private async Task AnswerAsync(Channel client, TerminationReason limit, string id)
    {
        _answers++;
        await ClientAnswer.SendAsync(client, ErrorResponse.For(limit, id, proxy.Date, retryAfter: proxy.RetryAfter(limit)),
            proxy.Options.Tunnel.CloseTimeout, Task.CompletedTask);
        _answers--;
    }
}
