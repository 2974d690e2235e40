using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>Client and backend are one tunnel, which runs by itself; the control is the connection's hand on it.</summary>
internal sealed class TunnelPhase(Connection connection, TunnelControl control) : ConnectionPhase(connection)
{
    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case TunnelEnd end:
                Connection.Books.Closed(end, control.Traffic);
                Connection.Stop();
                return true;
            case CloseConnection { After.Ticks: > 0 } later:
                later.Postpone(Connection.Self, Connection.Client.Channel.Loop);
                return true;
            case CloseConnection close:
                control.Close(close.Command);
                return true;
            default:
                return false;
        }
    }

    public override void EndUnasked(TerminationReason reason)
    {
        control.Close(CloseCommand.For(reason));
        Connection.Books.Closed(new TunnelEnd(reason, TunnelParty.Proxy, reason.CloseCode(), Cut: false), control.Traffic);
    }
}
