using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using Akka;
using Akka.Actor;

namespace ActorProxy.Actors.Listeners;

/// <summary>
/// A listener's hand on one loop: spawns a ConnectionActor for each client that the loop accepts. It runs on that loop, as
/// they do, so that no connection waits for another thread. One that fails is stopped, never restarted.
/// </summary>
internal sealed class AcceptorActor(ProxyContext proxy, ListenerSetup setup, EventLoop loop) : UntypedActor
{
    private ListenerSetup _setup = setup;
    private RefusalResponder _refusals = new(proxy, setup.Options);
    private CloseCommand? _closing;
    private PacedCloser? _closer; // of the tunnels, from then on
    private IActorRef _waiting = ActorRefs.Nobody; // told when the last connection has ended

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Accepted accepted when _closing is not null:
                accepted.Channel.Abort();
                break;
            case Accepted { Channel: { IsSurplus: true } surplus }:
                _refusals.Refuse(surplus, TerminationReason.ConnectionLimit, "No descriptor or memory is left for another client.");
                break;
            case Accepted accepted when proxy.Admission.Enter() is { } limit:
                _refusals.Refuse(accepted.Channel, limit);
                break;
            case Accepted accepted:
                Spawn(accepted.Channel);
                break;
            case StreamHandOver stream when (_closing?.Reason ?? proxy.Admission.Enter()) is { } reason:
                _refusals.Refuse(stream, reason);
                break;
            case StreamHandOver stream:
                Spawn(stream.Stream.Channel, stream);
                break;
            case ListenerSetup next:
                (_setup, _refusals) = (next, new RefusalResponder(proxy, next.Options));
                Sender.Tell(Done.Instance);
                break;
            case CloseAllConnections all:
                CloseAll(all);
                break;
            case PacedCloser.Round:
                _closer?.CloseDue();
                break;
            case Terminated:
                TellIfEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreStart()
    {
        // An actor that has never watched anybody makes two whole states, of dictionaries and sets, whenever a child ends, only to find
        // that it does not watch that one (Akka.NET 1.5, DefaultActorState.TryGetWatching): 0.7 KB of each connection.
        Context.Watch(ActorRefs.Nobody);
        Context.Unwatch(ActorRefs.Nobody);
    }

    protected override void PostStop() => _closer?.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.Infinite, static _ => Directive.Stop);

    private void Spawn(Channel client, StreamHandOver? stream = null) =>
        Context.ActorOf(LoopProps.Of(loop, new ConnectionProducer(proxy, _setup, client, stream)));

    /// <summary>
    /// Closes the tunnels over the time, and everybody else at once. As connections enter the table on this loop, each is the one or the
    /// other; a handshake that becomes a tunnel before it has read the order ends as one, at once. Another order has its own time.
    /// </summary>
    private void CloseAll(CloseAllConnections all)
    {
        _closing = all.Command;
        _waiting = Sender;
        _closer?.Dispose();
        _closer = new PacedCloser(all.Command, id => proxy.Connections.Find(id)?.Actor, proxy.Time, Self, proxy.CloseBudget);
        var others = Context.GetChildren().ToHashSet();
        foreach (var connection in others)
            Context.Watch(connection);
        var tunnels = proxy.Connections.All.Where(open => open.IsTunnel && others.Remove(open.Actor)).OrderBy(open => open.Since)
            .Select(open => open.Id).ToList();
        foreach (var connection in others)
            connection.Tell(new CloseConnection(all.Command));
        _closer.CloseOver(tunnels, all.Spread(tunnels.Count));
        TellIfEmpty();
    }

    private void TellIfEmpty()
    {
        if (Context.GetChildren().Any())
            return;
        _waiting.Tell(Done.Instance);
        _waiting = ActorRefs.Nobody;
    }

    /// <summary>Tells the acceptor of a client on its loop, from whose thread it is sent.</summary>
    public sealed record Accepted(Channel Channel);
}
