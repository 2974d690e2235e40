using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Text;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>
/// Asks the backends of all pools with a health check how they are, each at its interval, and tells of those that go down or come up. A
/// backend that no pool has any more is asked no longer.
/// </summary>
internal sealed class HealthCheckActor : UntypedActor
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Questions at a time: thousands of backends that do not answer must not take all descriptors.</summary>
    private const int MostAtATime = 256;

    /// <summary>Within this time the first questions are spread, in milliseconds.</summary>
    private const long FirstWithin = 1000;

    private readonly Func<RouteTable> _routes; // those that are served now
    private readonly PoolStates _pools;
    private readonly IUpstreamContext _node;
    private readonly ProxyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PriorityQueue<CheckedBackend, long> _queue = new();
    private readonly HashSet<CheckedBackend> _queued = []; // or being asked
    private HashSet<CheckedBackend> _served = []; // those that a route has: the others are asked no more
    private readonly HashSet<CheckedBackend> _down = [];
    private readonly Action _onFound;
    private readonly ITimer _timer;
    private RouteTable? _seen;
    private int _asking;
    private int _next; // loop

    public HealthCheckActor(Func<RouteTable> routes, PoolStates pools, IUpstreamContext node, ProxyMetrics metrics, TimeProvider time)
    {
        (_routes, _pools, _node, _metrics, _time) = (routes, pools, node, metrics, time);
        var self = Self;
        _onFound = () => self.Tell(BackendsFound.Instance, ActorRefs.NoSender);
        _timer = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, TimeSpan.Zero, Tick);
    }

    protected override void PreStart() => _pools.BackendsFound += _onFound;

    protected override void PostStop()
    {
        _pools.BackendsFound -= _onFound;
        _timer.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Round:
                if (!ReferenceEquals(_routes(), _seen))
                    LookAtRoutes(_routes());
                AskDue();
                break;
            case BackendsFound:
                LookAtRoutes(_routes());
                break;
            case Answer answer:
                OnAnswer(answer);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A pool is checked from when a route has it, and not from its first request.</summary>
    private void LookAtRoutes(RouteTable routes)
    {
        _seen = routes;
        var served = routes.Routes.Select(route => route.Pool).Where(pool => pool.HealthCheck is not null)
            .Distinct(ReferenceEqualityComparer.Instance).Cast<BackendPool>()
            .SelectMany(pool => _pools.Of(pool).Members).Select(member => member.Check).OfType<CheckedBackend>().ToHashSet();
        _served = served;
        foreach (var added in served.Where(_queued.Add))
            _queue.Enqueue(added, _pools.Now + Random.Shared.NextInt64(FirstWithin));
        foreach (var gone in _down.Where(backend => !served.Contains(backend)).ToList())
            IsUp(gone);
    }

    private void AskDue()
    {
        var now = _pools.Now;
        while (_asking < MostAtATime && _queue.TryPeek(out var backend, out var at) && at <= now)
        {
            _queue.Dequeue();
            if (!_served.Contains(backend))
            {
                Drop(backend);
                continue;
            }
            _asking++;
            _ = AskAsync(backend).PipeTo(Self);
        }
    }

    private async Task<Answer> AskAsync(CheckedBackend backend)
    {
        var loops = _node.Transport.Loops;
        var loop = loops[_next++ % loops.Count];
        await loop.Enter();
        var start = _time.GetTimestamp();
        string? error;
        try
        {
            var timeout = backend.Target.Check.Timeout;
            error = await new HealthQuestion(_node, loop, backend.Target)
            {
                Most = timeout,
                ResponseTimeout = timeout,
                Sources = backend.Target.Backend.Sources,
            }.AskAsync();
        }
        catch (Exception fault)
        {
            error = fault.Message; // of its certificates, for one
        }
        return new Answer(backend, error, _time.GetElapsedTime(start));
    }

    private void OnAnswer(Answer answer)
    {
        _asking--;
        var (backend, now) = (answer.Backend, _pools.Now);
        _metrics.BackendChecked(answer.Error is null);
        if (!_served.Contains(backend))
        {
            Drop(backend);
            return;
        }
        if (backend.Answered(answer.Error, answer.Latency, now))
            OnChanged(backend);
        var interval = backend.Target.Check.Interval.TotalMilliseconds * (0.9 + 0.2 * Random.Shared.NextDouble());
        _queue.Enqueue(backend, now + (long)interval);
    }

    /// <summary>No route has it.</summary>
    private void Drop(CheckedBackend backend)
    {
        _queued.Remove(backend);
        backend.Reset();
    }

    private void OnChanged(CheckedBackend backend)
    {
        _pools.Change();
        if (backend.Status.IsDown)
        {
            _log.Warning("Backend {0} is down: {1}", backend.Target.Backend.Address, PlainText.Of(backend.Status.Error!));
            if (_down.Add(backend))
                _metrics.BackendDown();
            return;
        }
        _log.Info("Backend {0} is up", backend.Target.Backend.Address);
        IsUp(backend);
    }

    /// <summary>It is down no more, or nobody's.</summary>
    private void IsUp(CheckedBackend backend)
    {
        if (_down.Remove(backend))
            _metrics.BackendUp();
    }

    private sealed record Answer(CheckedBackend Backend, string? Error, TimeSpan Latency);

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
