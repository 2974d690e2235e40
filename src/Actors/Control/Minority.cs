using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Health;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Control;

/// <summary>
/// Does what <see cref="MinorityRules"/> say while the node is out of its cluster, and undoes it when it has joined again. May be used
/// from any thread.
/// </summary>
/// <param name="drain">The node's <see cref="NodeDrainActor"/>.</param>
/// <param name="options">Those that are in force.</param>
internal sealed class Minority(AdmissionGate admission, NodeHealth health, IActorRef drain, Func<ProxyOptions> options, TimeProvider time,
    ILoggingAdapter log) : IDisposable
{
    private readonly Lock _deciding = new();
    private readonly TaskCompletionSource _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MinorityPolicy? _now; // null while the node is in its cluster
    private long _since;
    private ITimer? _timer;

    /// <summary>Done when the node is to end, since its cluster goes on without it.</summary>
    public Task Exit => _exit.Task;

    public bool IsOut
    {
        get
        {
            lock (_deciding)
                return _now is not null;
        }
    }

    /// <summary>The cluster goes on without the node.</summary>
    public void Lost()
    {
        lock (_deciding)
        {
            if (_now is not null)
                return;
            _since = time.GetTimestamp();
            var cluster = options().Cluster;
            Decide();
            if (MinorityRules.ChangesAfter(cluster.Enabled, cluster.Minority, cluster.MinorityServesFor) is { } after)
                _timer = time.CreateTimer(_ => Again(), null, after, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The node is a member again.</summary>
    public void Joined()
    {
        lock (_deciding)
        {
            if (_now is null)
                return;
            _timer?.Dispose();
            log.Info("The node is in its cluster again, after {0}", time.GetElapsedTime(_since));
            if (_now == MinorityPolicy.Drain)
                drain.Tell(new CancelDrain(DrainCause.Minority), ActorRefs.NoSender);
            _now = null;
            admission.Closed = false;
            health.Update(state => state with { ServesAlone = false });
        }
    }

    public void Dispose()
    {
        lock (_deciding)
            _timer?.Dispose();
    }

    private void Again()
    {
        lock (_deciding)
        {
            if (_now is not null)
                Decide();
        }
    }

    private void Decide()
    {
        var cluster = options().Cluster;
        var policy = MinorityRules.Now(cluster.Enabled, cluster.Minority, cluster.MinorityServesFor, time.GetElapsedTime(_since));
        if (policy == _now)
            return;
        _now = policy;
        log.Warning("The node is out of its cluster, and joins it again when it can. Until then: {0}", policy switch
        {
            MinorityPolicy.Serve => "it serves by the routes that it has",
            MinorityPolicy.Keep => "it keeps what is open, and takes no new connections",
            MinorityPolicy.Drain => "it drains",
            _ => "it drains and ends, as cluster.minority = exit says",
        });
        admission.Closed = policy != MinorityPolicy.Serve;
        health.Update(state => state with { ServesAlone = policy == MinorityPolicy.Serve });
        if (policy == MinorityPolicy.Drain)
            drain.Tell(new StartDrain(options().Shutdown.DrainGrace, DrainCause.Minority), ActorRefs.NoSender);
        else if (policy == MinorityPolicy.Exit)
            _exit.TrySetResult();
    }
}
