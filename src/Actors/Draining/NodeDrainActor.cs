using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Health;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Draining;

/// <summary>
/// Empties the node by an operator's order, and fills it again: while it drains, the node is not ready, new connections are
/// refused with 503, and tunnels get a Close frame (1001), one after another. Tunnels that open late, on connections that were
/// there before, are closed within what is left of the time.
/// </summary>
internal sealed class NodeDrainActor : UntypedActor
{
    /// <summary>Between two looks for late tunnels.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private static readonly CloseCommand Command = CloseCommand.For(TerminationReason.NodeShutdown, "node is draining");

    private readonly ConnectionTable _connections;
    private readonly AdmissionGate _admission;
    private readonly NodeHealth _health;
    private readonly TimeProvider _time;
    private readonly PacedCloser _closer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<DrainCause> _causes = [];
    private readonly CloseBudget _budget;
    private TimeSpan _over;
    private DateTimeOffset? _until;
    private long _start;

    public NodeDrainActor(ConnectionTable connections, AdmissionGate admission, NodeHealth health, TimeProvider time,
        CloseBudget budget)
    {
        _connections = connections;
        _budget = budget;
        _admission = admission;
        _health = health;
        _time = time;
        _closer = new PacedCloser(Command, id => connections.Find(id)?.Actor, time, Self, budget, every: Tick);
    }

    protected override void PostStop() => _closer.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartDrain start:
                Start(start);
                Answer();
                break;
            case CancelDrain cancel:
                Cancel(cancel.Cause);
                Answer();
                break;
            case GetDrain:
                Answer();
                break;
            case PacedCloser.Round when _until is not null:
                OnRound();
                break;
            case PacedCloser.Round:
                break; // of a drain that was cancelled
            default:
                Unhandled(message);
                break;
        }
    }

    private IEnumerable<string> Tunnels => _connections.All.Where(connection => connection.IsTunnel).Select(connection => connection.Id);

    private void Answer() => Sender.Tell(new DrainStatus(_until is not null, _until));

    private void Start(StartDrain order)
    {
        var over = order.Over;
        _causes.Add(order.Cause);
        _budget.Alone = order.Alone;
        _admission.Draining = true;
        _health.Update(state => state with { Draining = true });
        _over = over;
        _start = _time.GetTimestamp();
        _until = _time.GetWallTime() + over;
        _closer.Cancel();
        var tunnels = Tunnels.ToList();
        _log.Info("The node drains: {Tunnels} tunnels are closed over {Over}", tunnels.Count, over);
        _closer.CloseOver(tunnels, over);
    }

    private void Cancel(DrainCause cause)
    {
        if (!_causes.Remove(cause) || _causes.Count > 0)
            return;
        _log.Info("The drain is cancelled; {Tunnels} tunnels had not been told to close", _closer.Count);
        _until = null;
        _budget.Alone = false;
        _closer.Cancel();
        _admission.Draining = false;
        _health.Update(state => state with { Draining = false });
    }

    private void OnRound()
    {
        var left = _over - _time.GetElapsedTime(_start);
        foreach (var id in Tunnels)
            _closer.CloseLate(id, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        _closer.CloseDue();
    }
}
