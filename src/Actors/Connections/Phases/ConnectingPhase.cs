using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>
/// A supervised <see cref="UpstreamActor"/> brings the request to a backend: to another one where that fails, and may be tried.
/// </summary>
internal sealed class ConnectingPhase : ConnectionPhase
{
    private readonly Handshake _handshake;
    private readonly IActorRef _upstream;
    private AttemptTrace? _trace; // of the present attempt

    /// <summary>Starts with the backend that the handshake's selection is at.</summary>
    private ConnectingPhase(Connection connection, Handshake handshake)
        : base(connection)
    {
        _handshake = handshake;
        var client = connection.Client;
        var loop = client.Channel.Loop;
        connection.WatchClient();
        var version = client.Tls is { IsHttp2: true } ? ProtocolVersion.Http20 : ProtocolVersion.Http11;
        var offer = UpstreamOffers.Of(handshake, connection.Accounting.Trace is not null, connection.Proxy.ViaOf(version), client);
        _upstream = connection.Context.ActorOf(LoopProps.Of(loop, new UpstreamProducer(connection.Proxy, loop, offer)));
        Connect();
    }

    /// <summary>Does what comes next of a handshake for which no attempt is under way.</summary>
    public static void Enter(Connection connection, Handshake handshake, AttemptStep step)
    {
        if (step is AttemptStep.Refuse refusal)
            connection.Refuse(refusal.Reason, refusal.Detail);
        else if (step is AttemptStep.Wait)
            QueuePhase.Enter(connection, handshake);
        else
            connection.Enter(new ConnectingPhase(connection, handshake));
    }

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case UpstreamReply reply:
                OnReply(reply);
                return true;
            case ClientGone:
                Connection.OnClientGone();
                return true;
            default:
                return false;
        }
    }

    public override Directive OnChildFailure(Exception error)
    {
        if (!Connection.Client.IsHeld)
            return Directive.Stop;
        var (reason, detail) = error is UpstreamException failure
            ? (failure.Reason, failure.Message)
            : (TerminationReason.InternalError, error.ToString());
        Connection.Proxy.Metrics.AttemptFailed(reason);
        _trace?.Failed(reason, detail);
        return Follow(AttemptLoop.Failed(_handshake.Session, reason, detail)) ? Directive.Restart : Directive.Stop;
    }

    private void Connect()
    {
        var selection = _handshake.Selection;
        _trace = Connection.Accounting.Trace?.Connect(selection.Backend!, selection.Attempt);
        _upstream.Tell(new ConnectTo(selection.Backend!.Address)
        {
            Deadline = selection.Deadline,
            TimeLeft = selection.TimeLeft,
            ResponseTimeout = selection.ResponseTimeout,
            Sources = _handshake.Route.Pool.SourceAddresses,
            Trace = _trace,
        });
    }

    /// <summary>
    /// Sends the UpstreamActor to the next backend, waits for one, or answers the client. Whether another attempt is made at once.
    /// </summary>
    private bool Follow(AttemptStep step)
    {
        switch (step)
        {
            case AttemptStep.Send next:
                Connection.Accounting.AttemptFailed(_handshake, next.After!);
                Connect();
                return true;
            case AttemptStep.Wait wait:
                Connection.Accounting.AttemptFailed(_handshake, wait.After!);
                Enter(Connection, _handshake, wait);
                return false;
            case AttemptStep.Refuse refusal:
                Connection.Refuse(refusal.Reason, refusal.Detail);
                return false;
            default:
                return false;
        }
    }

    private void OnReply(UpstreamReply reply)
    {
        switch (reply.Answer)
        {
            case UpgradeAccepted accepted:
                _trace?.Answered(101);
                Open(accepted, reply);
                break;
            case UpgradeDeclined declined:
                OnDeclined(declined, reply);
                break;
        }
    }

    private void OnDeclined(UpgradeDeclined declined, UpstreamReply reply)
    {
        var (client, status) = (Connection.Client, declined.Head.Status);
        _trace?.Answered(status);
        var next = AttemptLoop.Answered(_handshake.Session, status);
        if (next != AttemptStep.Relay)
        {
            reply.Drop();
            Connection.Proxy.Metrics.AttemptFailed(TerminationReason.BackendUnavailable);
            if (!Follow(next))
                Connection.Context.Stop(_upstream);
            return;
        }
        if (!client.CanRelay(status))
        {
            reply.Drop();
            Connection.Refuse(TerminationReason.BackendBadHandshake, $"the backend answered {status}");
            return;
        }
        AnsweringPhase.Relay(Connection, _handshake, declined, reply);
    }

    private void Open(UpgradeAccepted accepted, UpstreamReply reply)
    {
        var (proxy, client, session) = (Connection.Proxy, Connection.Client, _handshake.Session);
        // What may fail comes before anything is taken: until then, whoever ends the connection ends both sides.
        var tunnels = proxy.Options.Tunnel;
        var plan = new TunnelPlan(new TunnelTimeouts(tunnels.IdleTimeout, tunnels.CloseTimeout, tunnels.FinTimeout));
        session.Pipeline.OnTunnel(session, plan);
        var series = proxy.Metrics.Series(_handshake.Route.Id, _handshake.Selection.Backend!.Id);
        var owner = plan.Filters.ReadsMessages ? TunnelWatch.Start(Connection.Context, client.Channel.Loop) : Connection.Self;
        var head = client.Switch(accepted, session);
        // Context.Stop would note the child as one that is to die, in 0.3 KB of immutable sets: nobody waits for that here.
        _upstream.Tell(PoisonPill.Instance, ActorRefs.NoSender);

        var upstream = reply.Take();
        var start = new TunnelStart(client.Release(), upstream, head, _handshake.Early, reply.Rest);
        var (tunnel, control) = OpenTunnel();

        Connection.Enter(new TunnelPhase(Connection, control, NegotiatedExtensionsReader.Read(accepted.Extensions)));
        _handshake.Selection.Opened();
        Connection.Accounting.Opened(client, _handshake, accepted, series, tunnel, Connection.Self);
        Connection.Handshake = null;

        (ITunnel, TunnelControl) OpenTunnel()
        {
            try
            {
                return proxy.Tunnels.Open(start, plan, _handshake.Route, series, Connection.Accounting.Id, owner);
            }
            catch (Exception fault)
            {
                // Both sides are closed, and nobody else tells of it.
                var reason = fault is Akka.Pattern.IllegalStateException ? TerminationReason.NodeShutdown : TerminationReason.InternalError;
                Connection.Accounting.Refused(client.Peer, session, _handshake, reason, status: null, fault.Message);
                throw;
            }
        }
    }
}
