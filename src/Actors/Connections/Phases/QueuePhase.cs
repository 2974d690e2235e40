using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>No backend may be taken now: the upgrade waits for one, in the queue of its pool.</summary>
internal sealed class QueuePhase : ConnectionPhase
{
    private readonly Handshake _handshake;
    private readonly QueuedRequest _queued;

    private QueuePhase(Connection connection, Handshake handshake)
        : base(connection)
    {
        _handshake = handshake;
        var self = connection.Self;
        _queued = new QueuedRequest(connection.Proxy, handshake.Session, connection.Client.Channel.Loop,
            (queued, step) => self.Tell(new QueueLeft(queued, step), ActorRefs.NoSender));
    }

    public static void Enter(Connection connection, Handshake handshake)
    {
        var phase = new QueuePhase(connection, handshake);
        connection.Enter(phase);
        connection.WatchClient();
        connection.Accounting.Trace?.Step("queue");
        phase._queued.Start();
    }

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case QueueLeft left when ReferenceEquals(left.Queued, _queued):
                ConnectingPhase.Enter(Connection, _handshake, left.Step);
                return true;
            case ClientGone:
                Connection.OnClientGone();
                return true;
            default:
                return false;
        }
    }

    public override void Leave() => _queued.Leave();
}
