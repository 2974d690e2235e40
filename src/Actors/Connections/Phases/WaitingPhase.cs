using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>A phase of the request waits for something; the loop goes on with other connections.</summary>
internal sealed class WaitingPhase : ConnectionPhase
{
    private readonly ProxySession _session;
    private readonly Action<PhaseResult> _passed;
    private readonly Deadline _deadline;
    private bool _over;

    /// <param name="asked">What the phases will say.</param>
    /// <param name="passed">Called with that, where it comes in time.</param>
    public WaitingPhase(Connection connection, ProxySession session, Task<PhaseResult> asked, Action<PhaseResult> passed)
        : base(connection)
    {
        (_session, _passed) = (session, passed);
        var self = connection.Self;
        connection.WatchClient();
        _deadline = connection.Client.Channel.Loop.CreateDeadline(() => self.Tell(new PolicyLate(session), ActorRefs.NoSender));
        _deadline.Arm(connection.Proxy.Options.Handshake.PolicyTimeout);
        _ = TellAsync(session, asked, self);
    }

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case PolicyAnswered answered when ReferenceEquals(answered.Session, _session):
                OnAnswered(answered);
                return true;
            case PolicyLate late when ReferenceEquals(late.Session, _session):
                _passed(PhaseResult.Late);
                return true;
            case ClientGone:
                Connection.OnClientGone();
                return true;
            default:
                return false;
        }
    }

    public override void Leave()
    {
        _deadline.Disarm();
        if (!_over)
            _ = TellFaultAsync(_session, Connection.Self);
        _over = true;
    }

    private void OnAnswered(PolicyAnswered answered)
    {
        _over = true;
        _deadline.Disarm();
        Connection.Client.Channel.PeerClosed = null;
        if (answered.Result is { } result)
            _passed(result);
        else
            Connection.Refuse(TerminationReason.InternalError, answered.Fault!.ToString());
    }

    private static async Task TellFaultAsync(ProxySession session, IActorRef self)
    {
        try
        {
            await session.EndAsync();
        }
        catch (Exception fault)
        {
            self.Tell(new PolicyAnswered(session, Result: null, fault), ActorRefs.NoSender);
        }
    }

    private static async Task TellAsync(ProxySession session, Task<PhaseResult> asked, IActorRef self)
    {
        PolicyAnswered answered;
        try
        {
            answered = new PolicyAnswered(session, await asked, Fault: null);
        }
        catch (Exception fault)
        {
            answered = new PolicyAnswered(session, Result: null, fault);
        }
        self.Tell(answered, ActorRefs.NoSender);
    }
}
