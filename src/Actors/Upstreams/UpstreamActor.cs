using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// Child of a ConnectionActor while it looks for a backend. Each <see cref="ConnectTo"/> is one attempt: it answers with an
/// <see cref="UpstreamReply"/> or fails with an <see cref="UpstreamException"/>, and its parent's supervisor strategy says
/// whether it is restarted for another backend. Runs on the connection's loop.
/// </summary>
internal sealed class UpstreamActor(IUpstreamContext node, EventLoop loop, UpstreamOffer offer) : UntypedActor
{
    private UpstreamHandshake? _attempt;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectTo connect:
                _attempt?.Cancel();
                _attempt = new UpstreamHandshake(node, loop) 
                {
                    Most = connect.Deadline,
                    TimeLeft = connect.TimeLeft,
                    ResponseTimeout = connect.ResponseTimeout,
                    Sources = connect.Sources,
                };
                _ = AttemptAsync(_attempt, connect, Self, Context.Parent);
                break;
            case AttemptFailed failed when ReferenceEquals(failed.Attempt, _attempt):
                throw failed.Error;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => _attempt?.Cancel();

    private async Task AttemptAsync(UpstreamHandshake attempt, ConnectTo connect, IActorRef self, IActorRef parent)
    {
        try
        {
            parent.Tell(await attempt.RunAsync(connect.Backend, offer, connect.Trace), self);
        }
        catch (Exception error)
        {
            self.Tell(new AttemptFailed(attempt, error), ActorRefs.NoSender);
        }
    }

    private sealed record AttemptFailed(UpstreamHandshake Attempt, Exception Error);
}
