using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Reports;
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
    private readonly Dictionary<BackendHealth, Ejected> _out = [];
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
        foreach (var ejected in _out.Values)
            ejected.Reaching?.Dispose();
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
                Drop(health);
                break;
            case Reach { Health: var health }:
                _ = ConnectsAsync(health.Key.Backend).PipeTo(Self, success: connects => new Tried(health, connects));
                break;
            case Tried { Connects: true } tried:
                tried.Health.Reached();
                break;
            case Tried { Connects: false } tried:
                OnUnreached(tried.Health);
                break;
            case Tried { Health: var health }:
                ReachIn(health, Every); // the node could not even try
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
                Drop(health);
        }
    }

    /// <summary>No route has it: should one have it again, it begins anew.</summary>
    private void Drop(BackendHealth health)
    {
        Forget(health);
        health.Reset();
    }

    private void OnChanged(BackendHealth health, BackendStatus status)
    {
        if (status.Phase == BackendPhase.In)
        {
            if (Forget(health))
            {
                _log.Info("Backend {0} gets clients again", health.Address);
                _pools.Hints.Learn(new BackendNews(health.Address.ToString(), IsDown: false));
            }
            return;
        }
        if (!_out.TryGetValue(health, out var ejected))
        {
            _out.Add(health, new Ejected { Told = status.Ejections });
            _metrics.BackendEjected(status.Failure!.Value);
            _log.Warning("Backend {0} gets no clients for {1} ms: it has failed {2} of them, at last with {3}", health.Address,
                status.Until - _pools.Now, health.Rules.Failures, Units.Keyword(status.Failure.Value));
            // Other failures are those of requests, which a check may not see.
            if (status.Failure == BackendFailure.Connect)
                _pools.Hints.Learn(new BackendNews(health.Address.ToString(), IsDown: true));
        }
        else if (status.Phase == BackendPhase.Out && status.Ejections > ejected.Told)
        {
            ejected.Told = status.Ejections;
            _log.Info("Backend {0} gets no clients for {1} ms more: its trial has failed with {2}", health.Address,
                status.Until - _pools.Now, Units.Keyword(status.Failure!.Value));
        }
        if (status is not { Phase: BackendPhase.Out, MustReach: true })
            return;
        ReachIn(health, TimeSpan.FromMilliseconds(Math.Max(0, status.Until - _pools.Now)));
    }

    /// <summary>The node could not connect to it. That was no trial; it goes on for as long as the backend is gone.</summary>
    private void OnUnreached(BackendHealth health)
    {
        health.Unreached();
        if (!_out.TryGetValue(health, out var ejected))
            return;
        var status = health.Status;
        ejected.Told = status.Ejections;
        _log.Debug("Backend {0} gets no clients for {1} ms more: the node cannot connect to it", health.Address,
            status.Until - _pools.Now);
    }

    private void ReachIn(BackendHealth health, TimeSpan time)
    {
        if (!_out.TryGetValue(health, out var ejected))
            return;
        ejected.Reaching?.Dispose();
        var (self, reach) = (Self, new Reach(health));
        ejected.Reaching = _time.CreateTimer(_ => self.Tell(reach, ActorRefs.NoSender), null, time, Timeout.InfiniteTimeSpan);
    }

    private bool Forget(BackendHealth health)
    {
        if (!_out.Remove(health, out var ejected))
            return false;
        ejected.Reaching?.Dispose();
        _metrics.BackendReturned();
        return true;
    }

    /// <summary>TCP alone: what a backend says of TLS and of requests is seen when a client tries it.</summary>
    /// <returns>Null where that is not known: nothing was left to connect with.</returns>
    private async Task<bool?> ConnectsAsync(BackendKey backend)
    {
        var loop = _node.Transport.Loops[0];
        await loop.Enter();
        try
        {
            var channel = await new UpstreamConnector(_node, loop) { Sources = backend.Sources }
                .ConnectAsync(backend.Address with { Tls = false }, BackendTls.Default, default);
            channel.Abort();
            return true;
        }
        catch (UpstreamException failure)
        {
            return BackendFailures.Of(failure.Reason) is null ? null : false;
        }
    }

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }

    /// <summary>One that gets no clients.</summary>
    private sealed class Ejected
    {
        /// <summary>Has it connected next.</summary>
        public ITimer? Reaching { get; set; }

        /// <summary>How often it was out when that was told last.</summary>
        public int Told { get; set; }
    }

    private sealed record Reach(BackendHealth Health);

    private sealed record Tried(BackendHealth Health, bool? Connects);
}
