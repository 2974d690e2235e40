using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>
/// The client gets an answer, ours or a backend's, which runs by itself; behind it its connection is closed, or goes on. Until then
/// the connection counts: for the node and the client until its socket is closed; for route and backend, and in the directory, until
/// a backend's answer was sent.
/// </summary>
internal sealed class AnsweringPhase : ConnectionPhase
{
    private readonly Channel _channel; // the answer's, but to abort it
    private RelayedAnswer? _relayed; // until its end
    private bool _goesOn; // from the answer's last byte on: the channel is the connection's again
    private bool _isOver;

    private AnsweringPhase(Connection connection)
        : base(connection) => _channel = connection.Client.Release();

    public override bool IsOpen => _relayed is not null || _goesOn;

    /// <summary>Answers the client with a response of ours.</summary>
    /// <param name="goesOn">Whether its connection goes on behind that.</param>
    public static void Enter(Connection connection, (ResponseHead Head, byte[] Body) answer, bool goesOn)
    {
        var phase = new AnsweringPhase(connection);
        connection.Enter(phase);
        phase.Await(connection.Client.Answer(answer, goesOn ? phase.OnSent : null));
    }

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
        Func<bool>? goesOn = connection.MayGoOn() ? phase.OnSent : null;
        phase.Await(connection.Client.Relay(declined, reply, relayed, handshake.Session, goesOn));
    }

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case AnswerEnded:
                OnEnded();
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

    public override void Leave() => _isOver = true;

    public override void EndUnasked(TerminationReason reason)
    {
        if (_goesOn)
            _channel.Close(); // it has its answer
        else
            Cut(reason);
    }

    private bool OnSent() => _goesOn = !_isOver && !Connection.IsStopping && !Connection.Proxy.Admission.Draining;

    private void OnEnded()
    {
        if (_goesOn)
            Connection.GoOn();
        else
            Connection.Stop();
    }

    private void Cut(TerminationReason reason)
    {
        _goesOn = false;
        var upstream = _relayed?.Upstream;
        _relayed?.End(reason);
        _channel.Abort();
        upstream?.Abort();
    }

    private void Await(Task answer)
    {
        Connection.StopChildren();
        if (answer.IsCompleted)
            OnEnded();
        else if (Connection.IsStopping && _relayed is null)
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
