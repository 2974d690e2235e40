using System.Collections.Immutable;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Taps;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Taps;

/// <summary>
/// One tap, from the order to its end: has the tunnel's loop note what passes, and sends it to the watcher in batches, as many
/// at a time as that one has given credit for.
/// </summary>
internal sealed class TapActor : UntypedActor, IWithTimers
{
    /// <summary>How long a watcher may take to make room for the last batches once the tap has ended.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long notes gather after a batch before the next is sent. A watcher sees no difference; a tunnel of 1,000 messages a second
    /// costs a batch for every 40 of them instead of one for each, and its loop wakes us that much more rarely.
    /// </summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);

    private readonly OpenConnection _connection;
    private readonly NodeTap _order;
    private readonly IActorRef _watcher;
    private readonly string _node;
    private readonly int? _maxPayload;
    private readonly ProxyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly TapQueue _queue;
    private readonly TapLinks _links;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IDisposable? _link; // until nothing more is noted
    private TapReader? _reader; // from the tunnel's answer on
    private ITimer? _timer;
    private int _credit = TapCredit.Initial;
    private long _last;    // number of the last entry that was sent
    private long _shown;
    private long _dropped; // of those that the metrics have
    private (TapEndReason Reason, string? Detail)? _ending; // nothing more is noted
    private bool _gathering;
    private bool _over;

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="maxPayload">Bytes of a payload to show; null for no payloads.</param>
    public TapActor(OpenConnection connection, NodeTap order, IActorRef watcher, string node, int? maxPayload, ProxyMetrics metrics,
        TimeProvider time, TapLinks links)
    {
        _links = links;
        _connection = connection;
        _order = order;
        _watcher = watcher;
        _node = node;
        _maxPayload = maxPayload;
        _metrics = metrics;
        _time = time;
        var self = Self;
        _queue = new TapQueue(() => self.Tell(Noted.Instance, ActorRefs.NoSender));
    }

    protected override void PreStart()
    {
        Context.Watch(_watcher);
        var self = Self;
        _link = _links.Attach(_connection, _queue, _maxPayload ?? 0, news => self.Tell(news, ActorRefs.NoSender));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TapAttached { Extensions: { } extensions }:
                _reader = new TapReader(extensions, _maxPayload);
                Begin();
                break;
            case TapAttached:
                Refuse(TapRefusal.TooManyTaps, $"{_order.Id} has {TunnelTaps.Max} taps, which is as many as a connection may have; "
                    + $"stop one of them.");
                break;
            case Noted:
                Advance();
                break;
            case Gathered:
                _gathering = false;
                Advance();
                break;
            case TapCredit credit:
                _credit = Math.Min(_credit + Math.Clamp(credit.Batches, 0, TapCredit.Initial), TapCredit.Initial);
                Advance();
                break;
            case TapStop:
                EndSoon(TapEndReason.Stopped, null);
                break;
            case TimeOver when _ending is null:
                EndSoon(TapEndReason.Expired, null);
                break;
            case TimeOver:
                Finish();
                break;
            case Terminated: // the watcher
                _ending = (TapEndReason.WatcherGone, null);
                Finish();
                break;
            case TapConnectionEnded when _reader is null:
                Refuse(TapRefusal.NoSuchConnection, $"{_order.Id} has just ended.");
                break;
            case TapConnectionEnded:
                _queue.Close();
                EndSoon(TapEndReason.ConnectionEnded, _queue.Ended);
                Advance();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        _timer?.Dispose();
        Detach();
        _ending ??= (TapEndReason.Failed, "The tap was stopped.");
        Account();
        _reader?.Dispose();
    }

    private void Begin()
    {
        var self = Self;
        _timer = _time.CreateTimer(_ => self.Tell(TimeOver.Instance, ActorRefs.NoSender), null, _order.Duration, Timeout.InfiniteTimeSpan);
        _metrics.TapStarted();
        _log.Info("Tap of connection {Connection} by {By} started: payload {Payload}, for {Duration}",
            _order.Id, _order.By, _maxPayload is { } max ? $"up to {max} bytes" : "no", _order.Duration);
        _watcher.Tell(new TapStarted(_order.Id, _node, _maxPayload), Self);
        Advance();
    }

    /// <summary>Sends what there is room for, and ends where there will be nothing more.</summary>
    private void Advance()
    {
        if (_reader is null || _over)
            return;
        // First, so that a note that comes now wakes us. While there is no room, or notes gather, nobody needs to, but for the end.
        if ((_credit > 0 && !_gathering) || _ending is not null)
            _queue.Listen();
        if (_ending is null && _queue.Fault is { } fault)
        {
            _log.Error(fault, "A tap of connection {Connection} failed to note what passes", _order.Id);
            EndSoon(TapEndReason.Failed, "What passes could not be noted: an error of the proxy, which is in its log.");
            return;
        }
        if (_ending is null && _queue.Ended is { } reason)
        {
            EndSoon(TapEndReason.ConnectionEnded, reason);
            return;
        }
        if (_gathering && _ending is null && !_queue.IsHalfFull)
            return;
        var credit = _credit;
        for (; _credit > 0 && NextBatch() is { } batch; _credit--)
            _watcher.Tell(batch, Self);
        if (_credit < credit)
            GatherNext();
        if (_ending is not null && _queue.IsClosed && _queue.IsEmpty)
            Finish();
    }

    private void GatherNext()
    {
        _gathering = _queue.IsEmpty; // else there is more than credit for, and the next credit sends on
        if (_gathering)
            Timers.StartSingleTimer(nameof(Gathered), Gathered.Instance, Gather);
    }

    private TapBatch? NextBatch()
    {
        var items = ImmutableArray.CreateBuilder<TapItem>();
        var (dropped, bytes) = (0L, 0);
        while (items.Count < TapBatch.MaxItems && _queue.TryPeek(out var entry))
        {
            var gap = entry.Number - _last - 1;
            var size = TapBatch.MostOf(entry.Frame, _maxPayload ?? 0);
            if (items.Count > 0 && (gap > 0 || bytes + size > TapBatch.MaxBytes))
                break;
            if (gap > 0)
                _reader!.Forget();
            dropped += gap;
            bytes += size;
            items.Add(_reader!.Read(entry.Number, entry.Time, entry.Frame));
            _last = entry.Number;
            _queue.Drop();
        }
        if (items.Count == 0)
            return null;
        _shown += items.Count;
        _dropped += dropped;
        _metrics.TapItems(items.Count, dropped);
        return new TapBatch(_order.Id, dropped, items.DrainToImmutable());
    }

    /// <summary>Nothing more is noted; what was is still sent, if the watcher makes room in time.</summary>
    private void EndSoon(TapEndReason reason, string? detail)
    {
        if (_ending is not null)
            return;
        _ending = (reason, detail);
        Detach();
        _timer?.Change(Linger, Timeout.InfiniteTimeSpan);
        Advance();
    }

    private void Detach()
    {
        _link?.Dispose();
        _link = null;
    }

    private void Refuse(TapRefusal reason, string detail)
    {
        _log.Info("Tap of connection {Connection} by {By} refused: {Detail}", _order.Id, _order.By, detail);
        _watcher.Tell(new TapRefused(_order.Id, reason, detail, []), Self);
        Context.Stop(Self);
    }

    private void Finish()
    {
        Account();
        Context.Stop(Self);
    }

    /// <summary>Says, once, that the tap is over and what has come of it.</summary>
    private void Account()
    {
        if (_over || _reader is null)
            return;
        _over = true;
        var (reason, detail) = _ending!.Value;
        var dropped = _queue.Offered - _shown;
        _metrics.TapItems(0, dropped - _dropped);
        _metrics.TapEnded();
        _log.Info("Tap of connection {Connection} by {By} ended: {Reason}, payload {Payload}, {Items} items, {Dropped} dropped",
            _order.Id, _order.By, reason, _maxPayload is null ? "no" : "yes", _shown, dropped);
        _watcher.Tell(new TapEnded(_order.Id, reason, detail, _shown, dropped), Self);
    }

    private sealed class Noted
    {
        public static readonly Noted Instance = new();
    }

    private sealed class Gathered
    {
        public static readonly Gathered Instance = new();
    }

    private sealed class TimeOver
    {
        public static readonly TimeOver Instance = new();
    }
}
