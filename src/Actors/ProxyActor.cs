using System.Collections.Immutable;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Listeners;
using ActorProxy.Shared.Options;
using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors;

/// <summary>
/// The root of the node's connections: one <see cref="TcpListenerActor"/> per configured listener. Answers
/// <see cref="GetListeners"/> once all are bound; a listener that cannot bind fails that question and the node. What a reload binds is
/// bound beforehand (<see cref="TakeListeners"/>).
/// </summary>
public sealed class ProxyActor : UntypedActor, IWithStash
{
    /// <summary>For listeners that take other values over: they do that at once, unless they have failed.</summary>
    private static readonly TimeSpan HandOverTimeout = TimeSpan.FromSeconds(10);

    private readonly ProxyContext _proxy;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ImmutableDictionary<string, System.Net.IPEndPoint> _bound = ImmutableDictionary<string, System.Net.IPEndPoint>.Empty;
    // without those that are removed
    private ImmutableDictionary<string, IActorRef> _listeners = ImmutableDictionary<string, IActorRef>.Empty;
    private Exception? _failure;
    private int _again;
    private bool _stopping; // with the node: nobody is accepted any more

    public ProxyActor(ProxyContext proxy) => _proxy = proxy;

    public IStash Stash { get; set; } = null!;

    protected override void PreStart()
    {
        foreach (var listener in _proxy.Options.Listeners)
            Start(listener, null);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ListenerBound bound when _listeners.ContainsValue(Sender):
                _bound = _bound.SetItem(bound.Listener, bound.EndPoint);
                Stash.UnstashAll();
                break;
            case ListenerBound:
                break; // of one that is removed already
            case GetListeners when _failure is not null:
                Sender.Tell(new Status.Failure(_failure));
                break;
            case GetListeners when _bound.Count < _listeners.Count:
                Stash.Stash();
                break;
            case GetListeners:
                Sender.Tell(new BoundListeners(_bound));
                break;
            case TakeListeners take when _stopping:
                GiveUp(take);
                break;
            case TakeListeners take:
                Take(take);
                break;
            case StopAccepting or CloseAllConnections:
                _stopping = true;
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

    private void Take(TakeListeners take)
    {
        var taken = new List<Task>();
        // Those that are gone first: a new one may have the name.
        foreach (var name in take.Plan.Remove)
        {
            _listeners[name].Tell(take.Removal);
            _listeners = _listeners.Remove(name);
            _bound = _bound.Remove(name);
        }
        foreach (var listener in take.Plan.Keep)
            taken.Add(_listeners[listener.Name].Ask<Done>(new TakeListener(listener), HandOverTimeout));
        foreach (var (listener, _) in take.Plan.Bind)
        {
            var socket = take.Sockets[listener.Name];
            if (_listeners.TryGetValue(listener.Name, out var known))
                taken.Add(known.Ask<Done>(new TakeListener(listener, socket), HandOverTimeout));
            else
                Start(listener, socket);
            _bound = _bound.SetItem(listener.Name, socket.EndPoint);
        }
        var bound = new BoundListeners(_bound);
        _ = Task.WhenAll(taken).PipeTo(Sender, success: () => bound, failure: _ => bound);
    }

    /// <summary>A reload that came too late: what it has bound would be open again.</summary>
    private void GiveUp(TakeListeners take)
    {
        foreach (var socket in take.Sockets.Values)
            socket.Dispose();
        Sender.Tell(new BoundListeners(_bound));
    }

    private void Start(ListenerOptions listener, ListenerSocket? socket)
    {
        // Any text can be a listener's name, and few are an actor's. It may be that of one that is still drained; a '+' is in no other's.
        var name = Uri.EscapeDataString(listener.Name);
        if (name.Length == 0 || !Context.Child(name).IsNobody())
            name = $"{name}+{++_again}";
        _listeners = _listeners.SetItem(listener.Name, Context.ActorOf(
            Props.Create(() => new TcpListenerActor(_proxy, listener, socket)), name));
    }

    private static void AskEach(object order, IActorRef sender) =>
        _ = Task.WhenAll(Context.GetChildren().Select(listener => listener.Ask<Done>(order, Timeout.InfiniteTimeSpan)))
            .PipeTo(sender, success: _ => Done.Instance);
}
