using System.Collections.Immutable;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Listeners;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors;

/// <summary>
/// The root of the node's connections: one <see cref="TcpListenerActor"/> per configured listener. Answers
/// <see cref="GetListeners"/> once all are bound; a listener that cannot bind fails that question and the node.
/// </summary>
public sealed class ProxyActor : UntypedActor, IWithStash
{
    private readonly ProxyContext _proxy;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ImmutableDictionary<string, System.Net.IPEndPoint> _bound = ImmutableDictionary<string, System.Net.IPEndPoint>.Empty;
    private Exception? _failure;

    public ProxyActor(ProxyContext proxy) => _proxy = proxy;

    public IStash Stash { get; set; } = null!;

    private ValueList<ListenerOptions> Listeners => _proxy.Options.Listeners;

    protected override void PreStart()
    {
        foreach (var listener in Listeners)
            Context.ActorOf(Props.Create(() => new TcpListenerActor(_proxy, listener)), listener.Name);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ListenerBound bound:
                _bound = _bound.SetItem(bound.Listener, bound.EndPoint);
                Stash.UnstashAll();
                break;
            case GetListeners when _failure is not null:
                Sender.Tell(new Status.Failure(_failure));
                break;
            case GetListeners when _bound.Count < Listeners.Count:
                Stash.Stash();
                break;
            case GetListeners:
                Sender.Tell(new BoundListeners(_bound));
                break;
            case StopAccepting or CloseAllConnections:
                AskEach(message, Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A listener fails only in binding: nothing to try again by itself.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, Timeout.Infinite, failure =>
    {
        _failure = failure is ActorInitializationException { InnerException: { } cause } ? cause : failure;
        _log.Error(_failure, "A listener failed");
        Stash.UnstashAll();
        return Directive.Stop;
    }, loggingEnabled: false);

    private static void AskEach(object order, IActorRef sender) =>
        Task.WhenAll(Context.GetChildren().Select(listener => listener.Ask<Done>(order, Timeout.InfiniteTimeSpan)))
            .PipeTo(sender, success: _ => Done.Instance);
}
