using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Listeners;

/// <summary>
/// One configured listener: binds, and has an <see cref="AcceptorActor"/> on each loop spawn a ConnectionActor for each
/// client that the transport accepts there. While it lives it takes over other values, and other places to stand.
/// </summary>
internal sealed class TcpListenerActor : UntypedActor
{
    private readonly ProxyContext _proxy;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ListenerOptions _options;
    private IActorRef[] _acceptors = [];
    private ListenerSocket? _socket;
    private Task _unbound = Task.CompletedTask; // ends when nobody can connect any more where it stood
    private bool _stopping; // with the node, which waits for an answer

    /// <param name="socket">Where it stands; null where it is to bind its address itself.</param>
    public TcpListenerActor(ProxyContext proxy, ListenerOptions options, ListenerSocket? socket = null)
    {
        _proxy = proxy;
        _options = options;
        _socket = socket;
    }

    private ListenerSetup Setup => new(_options, _proxy.Tls.Of(_options));

    /// <exception cref="TransportException">The address cannot be bound.</exception>
    protected override void PreStart()
    {
        var setup = Setup;
        _acceptors = [.. _proxy.Transport.Loops.Select(loop => Acceptor(loop, setup))];
        Open(_socket ?? ListenerSocket.Bind(_proxy, _options, _proxy.ChannelOptions));
        Context.Parent.Tell(new ListenerBound(_options.Name, _socket!.EndPoint));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TakeListener take:
                Take(take);
                break;
            case ListenerRemoval removal:
                Remove(removal);
                break;
            case Removed removed:
                OnRemoved(removed);
                break;
            case StopAccepting:
                _stopping = true;
                // Not before each loop has closed its socket: what follows relies on it.
                Unbind();
                _ = _unbound.PipeTo(Sender, success: () => Done.Instance);
                break;
            case CloseAllConnections close:
                _stopping = true;
                _ = AskEach(close).PipeTo(Sender, success: () => Done.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => Unbind();

    private IActorRef Acceptor(EventLoop loop, ListenerSetup setup) =>
        Context.ActorOf(Props.Create(() => new AcceptorActor(_proxy, setup, loop)).WithDispatcher(LoopDispatchers.Id(loop)),
            $"loop-{loop.Index}");

    private void Open(ListenerSocket socket)
    {
        var acceptors = _acceptors;
        _socket = socket;
        socket.Open(channel => acceptors[channel.Loop.Index].Tell(new AcceptorActor.Accepted(channel), ActorRefs.NoSender));
        _proxy.Metrics.Watch(_options.Name, socket.Listener);
        _log.Info("Listener {Listener} accepts on {EndPoint}", _options.Name, socket.EndPoint);
    }

    /// <summary>Who is accepted from now on comes by the new values; who is there stays.</summary>
    private void Take(TakeListener take)
    {
        _options = take.Options;
        // Before the acceptors answer: the loops do it in this order.
        if (take.Socket is null)
            _socket?.Take(_options, _proxy.ChannelOptions);
        else
            Unbind();
        _ = AskEach(Setup).PipeTo(Sender, success: () => Done.Instance);
        if (take.Socket is { } socket)
            Open(socket);
    }

    private void Remove(ListenerRemoval removal)
    {
        Unbind();
        // A node that stops meanwhile orders the same of the acceptors, who answer the last one only.
        _ = AskEach(removal.Close).WaitAsync(removal.Grace, _proxy.Time)
            .PipeTo(Self, success: () => new Removed(Late: null), failure: _ => new Removed(removal.Grace));
    }

    private void OnRemoved(Removed removed)
    {
        if (_stopping)
            return;
        if (removed.Late is { } grace)
            _log.Warning("Not all connections of listener {Listener}, which is removed, ended within {Grace}; the rest is cut",
                _options.Name, grace);
        Context.Stop(Self);
    }

    private Task<Done[]> AskEach(object order) =>
        Task.WhenAll(_acceptors.Select(acceptor => acceptor.Ask<Done>(order, Timeout.InfiniteTimeSpan)));

    private void Unbind()
    {
        if (_socket is not { } socket)
            return;
        _socket = null;
        socket.Dispose();
        _unbound = socket.Closed;
        _log.Info("Listener {Listener} accepts no more on {EndPoint}", _options.Name, socket.EndPoint);
    }

    /// <summary>All connections have ended, or their time is over.</summary>
    private sealed record Removed(TimeSpan? Late);
}
