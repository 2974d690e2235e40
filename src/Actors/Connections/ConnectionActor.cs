using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// One client connection, from its accept to its end. Phases: opening (<see cref="ClientOpening"/>), connecting to a
/// backend (by a supervised <see cref="UpstreamActor"/>), tunnelling (in a stream whose control it holds); or, before
/// connecting, handed to the <see cref="IHttpGateway"/> until a request asks for WebSocket. It runs on the loop of its sockets
/// and is stopped, never restarted: a restart would lose the socket.
/// </summary>
internal sealed class ConnectionActor : UntypedActor
{
    private readonly Connection _connection;

    /// <param name="stream">What the client is of another connection; null for a connection of its own.</param>
    public ConnectionActor(ProxyContext proxy, ListenerSetup listener, Channel client, StreamHandOver? stream = null)
    {
        var self = Self;
        Action<object> tell = message => self.Tell(message, ActorRefs.NoSender);
        ClientSide side = stream is null ? new ClientOpening(proxy, listener, client, tell) : new StreamOpening(proxy, stream, tell);
        _connection = new Connection(proxy, listener.Options, new ConnectionAccounting(proxy, listener.Options), side, Context);
    }

    protected override void PreStart() => _connection.Client.Start();

    protected override void OnReceive(object message)
    {
        _connection.IsStopping |= message is CloseConnection { IsDrain: true };
        if (!_connection.Phase.TryReceive(message))
            OnAnyPhase(message);
    }

    private void OnAnyPhase(object message)
    {
        switch (message)
        {
            case CloseConnection close:
                _connection.End(close.Command.Reason, "The connection was closed before its handshake was done.");
                break;
            case PolicyAnswered { Fault: { } fault } when fault is not OperationCanceledException:
                Context.GetLogger().Error(fault, "A policy has failed that the request of a connection no longer waited for");
                break;
            case ClientFailed or ClientOpened or ClientGone or PolicyAnswered or PolicyLate or QueueLeft:
                break; // of a phase that is over
            case DetachTap detach:
                detach.Queue.Close();
                break;
            case UpstreamReply unwanted:
                unwanted.Drop();
                break;
            case StreamHandOver late:
                late.Stream.Channel.Abort();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A failed attempt on a backend: the next one, or an answer to the client. A failed tunnel: the connection's end.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, Timeout.Infinite, error => _connection.Phase.OnChildFailure(error), loggingEnabled: false);

    /// <summary>Leaves nothing behind, whatever the phase it is stopped in.</summary>
    protected override void PostStop()
    {
        try
        {
            _connection.Client.Stop();
            _connection.Accounting.Leave();
            _connection.Phase.Leave();
        }
        finally
        {
            End();
        }
    }

    private void End()
    {
        try
        {
            if (_connection.Phase.IsOpen)
                EndUnasked();
        }
        finally
        {
            _connection.Handshake?.Selection.Leave();
        }
    }

    /// <summary>Stopped from outside in the middle of its life: with the node, or by its supervisor for a fault of ours.</summary>
    private void EndUnasked()
    {
        var stopping = CoordinatedShutdown.Get(Context.System).ShutdownReason is not null;
        _connection.Phase.EndUnasked(stopping ? TerminationReason.NodeShutdown : TerminationReason.InternalError);
    }
}
