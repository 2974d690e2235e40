using ActorProxy.Shared.Registry;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// Reads what the registry has stored, while this node is the oldest: everything at first, later what is new, so that a change
/// whose message was lost on its way to the copies reaches them all the same. Tells its parent <see cref="Stored"/>, and
/// <see cref="UpToDate"/> at the end of each reading.
/// </summary>
internal sealed class JournalReader : UntypedActor, IWithTimers
{
    /// <summary>Of the read journal, in the actor system's configuration.</summary>
    private const string Plugin = "akka.persistence.query.journal.sql";

    private const int BatchSize = 200;

    /// <summary>Rows that are read again: transactions may become visible in another order than that of their numbers.</summary>
    private const long Overlap = 100;

    /// <summary>Between two readings. A lost message is late by this much at most; a reading of nothing is one query.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ActorSystem _system = Context.System;
    private readonly ActorMaterializer _materializer = Context.System.Materializer();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ICurrentAllEventsQuery? _journal;
    private long _position;
    private bool _reading;
    private bool _toldOfTrouble;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(Look.Instance, Look.Instance, TimeSpan.Zero, Interval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look when !_reading && Replicas.IsOldest(Context.System):
                _reading = true;
                ReadAsync(Context.Parent, _position).PipeTo(Self, success: position => new Ended(position, null), failure: failure => new Ended(0, failure));
                break;
            case Look:
                break;
            case Ended { Failure: null } ended:
                _reading = _toldOfTrouble = false;
                _position = Math.Max(_position, ended.Position);
                Context.Parent.Tell(UpToDate.Instance);
                break;
            case Ended { Failure: { } failure }:
                _reading = false;
                if (!_toldOfTrouble)
                    _log.Warning("The registry's database cannot be read: {Reason}; nodes go on with the routes that they have, and it is tried again", DatabaseFailure.Of(failure));
                _toldOfTrouble = true;
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <returns>The new position.</returns>
    private async Task<long> ReadAsync(IActorRef parent, long position)
    {
        // The plugin waits, for up to 5 s, until the journal has begun; where it fails, the next reading makes it anew.
        _journal ??= await Task.Run(() => PersistenceQuery.Get(_system).ReadJournalFor<ICurrentAllEventsQuery>(Plugin));
        await _journal.CurrentAllEvents(Offset.Sequence(Math.Max(0, position - Overlap)))
            .Grouped(BatchSize)
            .RunForeach(batch =>
            {
                position = Math.Max(position, batch.Max(envelope => ((Sequence)envelope.Offset).Value));
                parent.Tell(new Stored([.. batch.Select(envelope => envelope.Event).OfType<RegistryEvent>()]), ActorRefs.NoSender);
            }, _materializer);
        return position;
    }

    /// <summary>Events in the order in which they were stored. Some may have come before.</summary>
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
