using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Text;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// Tells of backends that get no clients, and of those that get some again. Before a client tries one that could not be connected, it
/// connects to it itself: no client is to wait for that.
/// </summary>
internal sealed class BackendHealthActor : UntypedActor
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly PoolStates _pools;
    private readonly IUpstreamContext _node;
    private readonly Func<BackendHealth, bool> _isServed;
    private readonly ProxyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Dictionary<BackendHealth, ITimer?> _out = []; // with what has it connected next
    private readonly ITimer _rounds;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Action<BackendHealth>? _onChanged;

    /// <param name="isServed">Whether a route has such a backend.</param>
    public BackendHealthActor(
        PoolStates pools, IUpstreamContext node, Func<BackendHealth, bool> isServed, ProxyMetrics metrics, TimeProvider time)
    {
        (_pools, _node, _isServed, _metrics, _time) = (pools, node, isServed, metrics, time);
        var self = Self;
        _rounds = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, Every, Every);
    }

    protected override void PreStart()
    {
        var self = Self;
        _onChanged = health => self.Tell(health, ActorRefs.NoSender);
        _pools.HealthChanged += _onChanged;
    }

    protected override void PostStop()
    {
        _pools.HealthChanged -= _onChanged;
        _rounds.Dispose();
        foreach (var timer in _out.Values)
            timer?.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BackendHealth health:
                OnChanged(health, health.Status);
                break;
            case Round:
                LookAgain();
                break;
            case Reach { Health: var health } when !_isServed(health):
                Forget(health);
                break;
            case Reach { Health: var health }:
                _ = ConnectsAsync(health.Address).PipeTo(Self, success: connects => new Tried(health, connects));
                break;
            case Tried { Connects: true } tried:
                tried.Health.Reached();
                break;
            case Tried tried:
                tried.Health.Unreached();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>What no request tells: that a trial has passed, or that no route has the backend any more.</summary>
    private void LookAgain()
    {
        foreach (var health in _out.Keys.ToList())
        {
            if (_isServed(health))
                health.Refresh();
            else
                Forget(health);
        }
    }

    private void OnChanged(BackendHealth health, BackendStatus status)
    {
        if (status.Phase == BackendPhase.In)
        {
            if (Forget(health))
                _log.Info("Backend {0} gets clients again", health.Address);
            return;
        }
        if (_out.TryAdd(health, null))
        {
            _metrics.BackendEjected(status.Failure!.Value);
            _log.Warning("Backend {0} gets no clients for {1} ms: it has failed {2} of them, at last with {3}", health.Address,
                status.Until - _pools.Now, health.Rules.Failures, Units.Keyword(status.Failure.Value));
        }
        if (status is not { Phase: BackendPhase.Out, MustReach: true })
            return;
        var (self, reach) = (Self, new Reach(health));
        _out[health]?.Dispose();
        _out[health] = _time.CreateTimer(_ => self.Tell(reach, ActorRefs.NoSender), null,
            TimeSpan.FromMilliseconds(Math.Max(0, status.Until - _pools.Now)), Timeout.InfiniteTimeSpan);
    }

    private bool Forget(BackendHealth health)
    {
        if (!_out.Remove(health, out var timer))
            return false;
        timer?.Dispose();
        _metrics.BackendReturned();
        return true;
    }

    /// <summary>TCP alone: what a backend says of TLS and of requests is seen when a client tries it.</summary>
    private async Task<bool> ConnectsAsync(BackendAddress address)
    {
        var loop = _node.Transport.Loops[0];
        await loop.Enter();
        try
        {
            var channel = await new UpstreamConnector(_node, loop).ConnectAsync(address with { Tls = false }, BackendTls.Default, default);
            channel.Abort();
            return true;
        }
        catch (UpstreamException)
        {
            return false;
        }
    }

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }

    private sealed record Reach(BackendHealth Health);

    private sealed record Tried(BackendHealth Health, bool Connects);
}
