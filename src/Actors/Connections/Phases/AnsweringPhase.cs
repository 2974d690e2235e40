using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>
/// The client gets its last answer, ours or a backend's, which runs by itself. The connection counts until that is over: for
/// the node and the client until its socket is closed; for route and backend, and in the directory, until a backend's answer
/// was sent.
/// </summary>
internal sealed class AnsweringPhase : ConnectionPhase
{
    private readonly Channel _channel; // the answer's, but to abort it
    private RelayedAnswer? _relayed; // until its end

    private AnsweringPhase(Connection connection)
        : base(connection) => _channel = connection.Client.Release();

    public override bool IsOpen => _relayed is not null;

    /// <summary>Waits for an answer that is under way.</summary>
    public static void Enter(Connection connection, Task answer)
    {
        var phase = new AnsweringPhase(connection);
        connection.Enter(phase);
        phase.Await(answer);
    }

    /// <summary>Passes a backend's ordinary answer on.</summary>
    public static void Relay(Connection connection, Handshake handshake, UpgradeDeclined declined, UpstreamReply reply)
    {
        var phase = new AnsweringPhase(connection);
        connection.Enter(phase);
        var elapsed = connection.Accounting.Elapsed;
        var relayed = phase._relayed = new RelayedAnswer(connection.Proxy.Time, reason =>
        {
            phase._relayed = null;
            connection.Accounting.Answered(connection.Client.Peer, handshake, reason, declined.Head.Status, elapsed);
            handshake.Selection.Leave();
        });
        connection.Accounting.Answering(connection.Client, handshake, relayed, connection.Self);
        phase.Await(connection.Client.Relay(declined, reply, relayed, handshake.Session));
    }

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case AnswerEnded:
                Connection.Stop();
                return true;
            // Somebody who is told to go and still has his answer to read, may read it; a stopping node waits for nobody else.
            case CloseConnection { IsDrain: true }:
                if (_relayed is null)
                    Connection.Stop();
                return true;
            case CloseConnection close:
                Cut(close.Command.Reason);
                return true;
            case UpstreamReply late:
                late.Drop();
                return true;
            default:
                return false;
        }
    }

    public override void EndUnasked(TerminationReason reason) => Cut(reason);

    private void Cut(TerminationReason reason)
    {
        var upstream = _relayed?.Upstream;
        _relayed?.End(reason);
        _channel.Abort();
        upstream?.Abort();
    }

    private void Await(Task answer)
    {
        Connection.StopChildren();
        if (answer.IsCompleted || (Connection.IsStopping && _relayed is null))
            Connection.Stop();
        else
            _ = TellAsync(answer, Connection.Self);
    }

    private static async Task TellAsync(Task answer, IActorRef self)
    {
        try
        {
            await answer;
        }
        finally
        {
            self.Tell(AnswerEnded.Instance, ActorRefs.NoSender);
        }
    }
}
