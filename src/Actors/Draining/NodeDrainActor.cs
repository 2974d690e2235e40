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
/// there before, are closed in turn.
/// </summary>
internal sealed class NodeDrainActor : UntypedActor
{
    /// <summary>Between two rounds of Close frames.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private static readonly CloseCommand Command = CloseCommand.For(TerminationReason.NodeShutdown, "node is draining");

    private readonly ConnectionTable _connections;
    private readonly AdmissionGate _admission;
    private readonly NodeHealth _health;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DrainQueue _queue = new();
    private TimeSpan _over;
    private DateTimeOffset? _until;
    private long _start;

    public NodeDrainActor(ConnectionTable connections, AdmissionGate admission, NodeHealth health, TimeProvider time)
    {
        _connections = connections;
        _admission = admission;
        _health = health;
        _time = time;
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    protected override void PostStop() => _timer.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartDrain start:
                Start(start.Over);
                Answer();
                break;
            case CancelDrain:
                Cancel();
                Answer();
                break;
            case GetDrain:
                Answer();
                break;
            case Round when _until is not null:
                OnRound();
                break;
            case Round:
                break; // of a drain that was cancelled
            default:
                Unhandled(message);
                break;
        }
    }

    private void Answer() => Sender.Tell(new DrainStatus(_until is not null, _until));

    private void Start(TimeSpan over)
    {
        _admission.Draining = true;
        _health.Update(state => state with { Draining = true });
        _over = over;
        _start = _time.GetTimestamp();
        _until = _time.GetWallTime() + over;
        _queue = new DrainQueue();
        _told.Clear();
        var tunnels = _connections.All.Where(connection => connection.IsTunnel).Select(connection => connection.Id).ToList();
        foreach (var (id, delay) in tunnels.Zip(Spread.Delays(tunnels.Count, over, Random.Shared)))
            _queue.Add(id, delay);
        _log.Info("The node drains: {Tunnels} tunnels are closed over {Over}", tunnels.Count, over);
        _timer.Change(TimeSpan.Zero, Tick);
    }

    private void Cancel()
    {
        if (_until is null)
            return;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _log.Info("The drain is cancelled; {Tunnels} tunnels had not been told to close", _queue.Count);
        _until = null;
        _queue = new DrainQueue();
        _told.Clear();
        _admission.Draining = false;
        _health.Update(state => state with { Draining = false });
    }

    private void OnRound()
    {
        var now = _time.GetElapsedTime(_start);
        foreach (var late in _connections.All.Where(connection => connection.IsTunnel && !_queue.Contains(connection.Id)
            && !_told.Contains(connection.Id)))
            _queue.Add(late.Id, now >= _over ? now : now + Spread.Delay(_over - now, Random.Shared));
        while (_queue.TryTake(now, out var id))
        {
            _told.Add(id);
            _connections.Find(id)?.Actor.Tell(new CloseConnection(Command, id));
        }
    }

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
