using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Text;
using ActorProxy.Shared.WebSockets.Handshake;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>Client and backend are one tunnel, which runs by itself; the control is the connection's hand on it.</summary>
/// <param name="extensions">What the peers have agreed on: for taps, which read their frames.</param>
internal sealed class TunnelPhase(Connection connection, TunnelControl control, NegotiatedExtensions extensions)
    : ConnectionPhase(connection)
{
    private bool _over;

    /// <summary>Until the tunnel has ended, whatever the accounting says: it is to end with its actor.</summary>
    public override bool IsOpen => !_over;

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case TunnelEnd { Failure: null } end:
                End(end);
                return true;
            case TunnelEnd failed:
                TunnelWatch.Throw(Connection.Context, Connection.Client.Channel.Loop, failed);
                return true;
            case CloseConnection close:
                control.Close(close.Command);
                return true;
            case StartTap start:
                var tapped = control.TryTap(new TunnelTap(start.Queue, start.MaxPayload, extensions, Connection.Proxy.Time));
                Connection.Context.Sender.Tell(new TapAttached(tapped ? extensions : null), Connection.Self);
                return true;
            case DetachTap detach:
                control.Untap(detach.Queue);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A stage of the tunnel has failed, and the tunnel with it: its log says with what.</summary>
    public override Directive OnChildFailure(Exception error)
    {
        Connection.Context.GetLogger().Error(
            "The tunnel of connection {0} has failed: {1}", Connection.Accounting.Id, PlainText.Of(error.Message));
        if (error is TunnelFailedException { End: { } end })
            End(end);
        else
            Connection.Stop(); // its watch is lost: what is open ends with the actor
        return Directive.Stop;
    }

    public override void EndUnasked(TerminationReason reason)
    {
        // Before all that may fail.
        control.Close(CloseCommand.For(reason));
        control.EndTaps(reason);
        if (Connection.Accounting.IsOpen)
            Connection.Accounting.Closed(new TunnelEnd(reason, TerminationSource.Proxy, reason.CloseCode(), Cut: false), control.Traffic);
    }

    private void End(TunnelEnd end)
    {
        _over = true;
        control.EndTaps(end.Reason);
        Connection.Accounting.Closed(end, control.Traffic);
        Connection.Stop();
    }
}
