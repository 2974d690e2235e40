using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Text;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>
/// Asks the backends of all pools with a health check how they are, each at its interval, and tells of those that go down or come up. A
/// backend that no pool has any more is asked no longer. Where another node says that one is down, or up, and its answers to this node
/// have said something else, it is asked at once; its own answer alone decides.
/// </summary>
internal sealed class HealthCheckActor : UntypedActor
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Questions at a time: thousands of backends that do not answer must not take all descriptors.</summary>
    private const int MostAtATime = 256;

    /// <summary>Within this time the first questions are spread, in milliseconds.</summary>
    private const long FirstWithin = 1000;

    private const long Asking = long.MaxValue; // is due next when it has answered

    private readonly Func<RouteTable> _routes; // those that are served now
    private readonly PoolStates _pools;
    private readonly IUpstreamContext _node;
    private readonly ProxyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PriorityQueue<CheckedBackend, long> _queue = new();
    private readonly Dictionary<CheckedBackend, long> _due = []; // when each is asked next: what the queue has beside that is void
    private HashSet<CheckedBackend> _served = []; // those that a route has: the others are asked no more
    private readonly HashSet<CheckedBackend> _down = [];
    private readonly BackendsFound _found;
    private readonly Action<IReadOnlyList<BackendNews>> _onHeard;
    private readonly ITimer _timer;
    private ILookup<string, CheckedBackend>? _byAddress; // of those that are served; made when it is first asked for
    private RouteTable? _seen;
    private int _asking;
    private int _next; // loop

    public HealthCheckActor(Func<RouteTable> routes, PoolStates pools, IUpstreamContext node, ProxyMetrics metrics, TimeProvider time)
    {
        (_routes, _pools, _node, _metrics, _time) = (routes, pools, node, metrics, time);
        var self = Self;
        _found = new BackendsFound(pools, self);
        _onHeard = news => self.Tell(new Heard(news), ActorRefs.NoSender);
        _timer = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, TimeSpan.Zero, Tick);
    }

    protected override void PreStart() => _pools.Hints.Heard += _onHeard;

    protected override void PostStop()
    {
        _found.Dispose();
        _pools.Hints.Heard -= _onHeard;
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
            case BackendsFound found:
                found.Take();
                LookAtRoutes(_routes());
                break;
            case Heard { News: var news }:
                foreach (var heard in news)
                    Hurry(heard);
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
        var served = routes.Pools.Where(pool => pool.HealthCheck is not null)
            .SelectMany(pool => _pools.Of(pool).Members).Select(member => member.Check).OfType<CheckedBackend>().ToHashSet();
        (_served, _byAddress) = (served, null);
        foreach (var added in served.Where(backend => !_due.ContainsKey(backend)))
            AskAt(added, _pools.Now + Random.Shared.NextInt64(FirstWithin));
        foreach (var gone in _down.Where(backend => !served.Contains(backend)).ToList())
            IsUp(gone);
    }

    private void AskDue()
    {
        var now = _pools.Now;
        while (_asking < MostAtATime && _queue.TryPeek(out var backend, out var at) && at <= now)
        {
            _queue.Dequeue();
            if (_due.GetValueOrDefault(backend) != at)
                continue; // its time is another one since
            if (!_served.Contains(backend))
            {
                Drop(backend);
                continue;
            }
            _due[backend] = Asking;
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
        AskAt(backend, now + (long)interval);
    }

    private void AskAt(CheckedBackend backend, long at)
    {
        _due[backend] = at;
        _queue.Enqueue(backend, at);
    }

    /// <summary>Another node says so. Those that are being asked, or will be within this round, need no hint.</summary>
    private void Hurry(BackendNews news)
    {
        _byAddress ??= _served.ToLookup(backend => backend.Target.Backend.Address.ToString(), StringComparer.Ordinal);
        var now = _pools.Now;
        foreach (var backend in _byAddress[news.Backend])
        {
            if (_due.GetValueOrDefault(backend) is > 0 and < Asking and var due && due > now && backend.TryHurry(news.IsDown, now))
                AskAt(backend, now);
        }
    }

    /// <summary>No route has it.</summary>
    private void Drop(CheckedBackend backend)
    {
        _due.Remove(backend);
        backend.Reset();
    }

    private void OnChanged(CheckedBackend backend)
    {
        _pools.Change();
        _pools.Hints.Learn(new BackendNews(backend.Target.Backend.Address.ToString(), backend.Status.IsDown));
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

    private sealed record Heard(IReadOnlyList<BackendNews> News);

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
