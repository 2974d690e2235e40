using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>Client and backend are one tunnel, which runs by itself; the control is the connection's hand on it.</summary>
/// <param name="extensions">What the peers have agreed on: for taps, which read their frames.</param>
internal sealed class TunnelPhase(Connection connection, TunnelControl control, NegotiatedExtensions extensions) : ConnectionPhase(connection)
{
    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case TunnelEnd end:
                control.EndTaps(end.Reason);
                Connection.Books.Closed(end, control.Traffic);
                Connection.Stop();
                return true;
            case CloseConnection { After.Ticks: > 0 } later:
                later.Postpone(Connection.Self, Connection.Client.Channel.Loop);
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

    public override void EndUnasked(TerminationReason reason)
    {
        control.EndTaps(reason);
        control.Close(CloseCommand.For(reason));
        Connection.Books.Closed(new TunnelEnd(reason, TerminationSource.Proxy, reason.CloseCode(), Cut: false), control.Traffic);
    }
}
