using System.Net;
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
/// client that the transport accepts there.
/// </summary>
public sealed class TcpListenerActor : UntypedActor
{
    private readonly ProxyContext _proxy;
    private readonly ListenerOptions _options;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef[] _acceptors = [];
    private IListener? _listener;

    public TcpListenerActor(ProxyContext proxy, ListenerOptions options)
    {
        _proxy = proxy;
        _options = options;
    }

    /// <exception cref="TransportException">The address cannot be bound.</exception>
    protected override void PreStart()
    {
        var acceptors = _acceptors = [.. _proxy.Transport.Loops.Select(Acceptor)];
        _listener = _proxy.Transport.Listen(
            new IPEndPoint(_options.Address, _options.Port),
            new ListenOptions(_options.Backlog, _proxy.ChannelOptions),
            channel => acceptors[channel.Loop.Index].Tell(new AcceptorActor.Accepted(channel), ActorRefs.NoSender));
        _proxy.Metrics.Watch(_options.Name, _listener);
        _log.Info("Listener {Listener} accepts on {EndPoint}", _options.Name, _listener.EndPoint);
        Context.Parent.Tell(new ListenerBound(_options.Name, _listener.EndPoint));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StopAccepting:
                Unbind();
                Sender.Tell(Done.Instance);
                break;
            case CloseAllConnections:
                Task.WhenAll(_acceptors.Select(acceptor => acceptor.Ask<Done>(message, Timeout.InfiniteTimeSpan)))
                    .PipeTo(Sender, success: _ => Done.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop() => Unbind();

    private IActorRef Acceptor(EventLoop loop) =>
        Context.ActorOf(Props.Create(() => new AcceptorActor(_proxy, _options, loop)).WithDispatcher(LoopDispatchers.Id(loop)), $"loop-{loop.Index}");

    private void Unbind()
    {
        if (_listener is not { } listener)
            return;
        _listener = null;
        listener.Dispose();
        _log.Info("Listener {Listener} accepts no more", _options.Name);
    }
}
