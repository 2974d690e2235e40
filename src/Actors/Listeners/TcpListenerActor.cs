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
/// One configured listener: binds, and spawns a ConnectionActor for each client that the transport accepts, on the loop of
/// its socket. A ConnectionActor that fails is stopped, never restarted.
/// </summary>
public sealed class TcpListenerActor : UntypedActor
{
    private readonly ProxyContext _proxy;
    private readonly ListenerOptions _options;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IListener? _listener;
    private IActorRef? _waiting; // told when the last connection has ended

    public TcpListenerActor(ProxyContext proxy, ListenerOptions options)
    {
        _proxy = proxy;
        _options = options;
    }

    /// <exception cref="TransportException">The address cannot be bound.</exception>
    protected override void PreStart()
    {
        var self = Self;
        _listener = _proxy.Transport.Listen(
            new IPEndPoint(_options.Address, _options.Port),
            new ListenOptions(_options.Backlog, _proxy.ChannelOptions),
            channel => self.Tell(new Accepted(channel), ActorRefs.NoSender));
        _proxy.Metrics.Watch(_options.Name, _listener);
        _log.Info("Listener {Listener} accepts on {EndPoint}", _options.Name, _listener.EndPoint);
        Context.Parent.Tell(new ListenerBound(_options.Name, _listener.EndPoint));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Accepted accepted when _listener is null:
                accepted.Channel.Loop.Post(accepted.Channel.Abort);
                break;
            case Accepted accepted:
                Spawn(accepted.Channel);
                break;
            case StopAccepting:
                Unbind();
                Sender.Tell(Done.Instance);
                break;
            case CloseAllConnections all:
                CloseAll(all);
                break;
            case Terminated:
                TellIfEmpty();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.Infinite, static _ => Directive.Stop);

    protected override void PostStop() => Unbind();

    private void Spawn(Channel channel) =>
        Context.ActorOf(Props.CreateBy(new ConnectionProducer(_proxy, _options, channel)).WithDispatcher(LoopDispatchers.Id(channel.Loop)));

    private void Unbind()
    {
        if (_listener is not { } listener)
            return;
        _listener = null;
        listener.Dispose();
        _log.Info("Listener {Listener} accepts no more", _options.Name);
    }

    private void CloseAll(CloseAllConnections all)
    {
        _waiting = Sender;
        var order = new CloseConnection(all.Command);
        foreach (var connection in Context.GetChildren())
        {
            Context.Watch(connection);
            connection.Tell(order);
        }
        TellIfEmpty();
    }

    private void TellIfEmpty()
    {
        if (!Context.GetChildren().Any())
            _waiting?.Tell(Done.Instance);
    }

    private sealed record Accepted(Channel Channel);
}
