using ActorProxy.Shared.Registry;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// Reads what the registry has stored, while this node is the oldest: everything at first, later what is new, so that a change
/// whose message was lost on its way to the replicas reaches them all the same. Tells its parent <see cref="Stored"/>, and
/// <see cref="UpToDate"/> at the end of each reading. A row that cannot be believed ends the reading of its host alone.
/// </summary>
internal sealed class JournalReader : UntypedActor, IWithTimers
{
    private const int BatchSize = 200;

    /// <summary>Rows before the first reading's end that are read again: see <see cref="Late"/>.</summary>
    private const long Overlap = 100;

    /// <summary>Between two readings. A lost message is late by this much at most; a reading of nothing is one query.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Rows may become visible so long after others with higher numbers: longer than a write may take. What was read within this
    /// time is read again.
    /// </summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    private readonly IRegistryDatabase _database;
    private readonly HostFaults _faults;
    private readonly TimeProvider _time;
    private readonly JournalHistory _history = new();
    private readonly Queue<(long Moment, long Position)> _checkpoints = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IReadOnlyCollection<string> _damaged = []; // hosts that it has told of
    private bool _reading;
    private bool _toldOfTrouble;

    public JournalReader(IRegistryDatabase database, HostFaults faults, TimeProvider time) =>
        (_database, _faults, _time) = (database, faults, time);

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(Look.Instance, Look.Instance, TimeSpan.Zero, Interval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look when !_reading && Replicas.IsOldest(Context.System):
                _reading = true;
                var (parent, begin) = (Context.Parent, Begin());
                // SQLite's calls block.
                _ = Task.Run(() => ReadAsync(parent, begin)).PipeTo(
                    Self, success: position => new Ended(position, null), failure: failure => new Ended(0, failure));
                break;
            case Look:
                break;
            case Ended { Failure: null } ended:
                _reading = _toldOfTrouble = false;
                _checkpoints.Enqueue((_time.GetTimestamp(), ended.Position));
                TellFaults();
                Context.Parent.Tell(UpToDate.Instance);
                break;
            case Ended { Failure: { } failure }:
                _reading = false;
                if (!_toldOfTrouble)
                    _log.Warning("The registry's database cannot be read: {Reason}; nodes go on with the routes that "
                        + "they have, and it is tried again", DatabaseFailure.Of(failure));
                _toldOfTrouble = true;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Where a reading begins: where one ended that is long enough ago.</summary>
    private long Begin()
    {
        while (_checkpoints.Count > 1 && _time.GetElapsedTime(_checkpoints.ElementAt(1).Moment) >= Late)
            _checkpoints.Dequeue();
        return _checkpoints.TryPeek(out var end) ? Math.Max(0, end.Position - Overlap) : 0;
    }

    /// <summary>No other reading runs meanwhile.</summary>
    /// <returns>The last row's number.</returns>
    private async Task<long> ReadAsync(IActorRef parent, long position)
    {
        while (await _database.ReadAsync(position, BatchSize, CancellationToken.None) is { Count: > 0 } rows)
        {
            position = rows[^1].Ordering;
            if (rows.Select(_history.Take).OfType<RegistryEvent>().ToList() is { Count: > 0 } events)
                parent.Tell(new Stored(events), ActorRefs.NoSender);
        }
        return position;
    }

    private void TellFaults()
    {
        var faults = _history.Faults.ToDictionary(fault => fault.Host);
        foreach (var mended in _damaged.Except(faults.Keys))
            _faults.Remove(mended);
        foreach (var fault in faults.Values)
            _faults.Tell(fault, _log);
        _damaged = [.. faults.Keys];
    }

    /// <summary>Events in the order in which they were stored. Each comes once.</summary>
    public sealed record Stored(IReadOnlyList<RegistryEvent> Events);

    /// <summary>The parent has been told of all that was stored when the reading began.</summary>
    public sealed class UpToDate
    {
        public static readonly UpToDate Instance = new();
    }

    private sealed record Ended(long Position, Exception? Failure);

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}
