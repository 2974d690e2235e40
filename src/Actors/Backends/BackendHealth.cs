using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// What a node knows of the health of an address, once for all pools that judge it alike. May be used from any thread. A backend that has
/// not failed costs its requests a read.
/// </summary>
public sealed class BackendHealth
{
    private readonly Func<long> _now;
    private readonly Action<BackendHealth> _changed;
    private readonly Lock _changing = new();
    private BackendStatus _status = BackendStatus.Fine;
    private long _succeeded;

    /// <param name="now">Milliseconds of a monotonic clock.</param>
    /// <param name="changed">Told of each change of phase, on the thread that brings it.</param>
    public BackendHealth(HealthKey key, Func<long> now, Action<BackendHealth> changed)
    {
        (Key, _now, _changed) = (key, now, changed);
    }

    public HealthKey Key { get; }

    public BackendAddress Address => Key.Backend.Address;

    public EjectionRules Rules => Key.Rules;

    public BackendStatus Status => Volatile.Read(ref _status);

    /// <summary>What time alone has brought about is told, too.</summary>
    public BackendStatus Refresh() =>
        Status is { Phase: BackendPhase.In } status ? status : Change(static (known, now, _) => known.At(now), 0);

    /// <summary>It has served a client.</summary>
    public void Succeeded()
    {
        // Successes count among failures alone.
        var status = Status;
        if (status.Run.Count > 0)
            Interlocked.Increment(ref _succeeded);
        if (status.IsOnProbation)
            Change(static (known, _, _) => known.Proven(), 0);
    }

    /// <summary>It has failed a client.</summary>
    /// <param name="network">The client's, as <see cref="ClientNetwork.Of"/> has it.</param>
    public void Failed(BackendFailure failure, ulong network)
    {
        if (failure == BackendFailure.QuickEnd && Status.Run.Count > 0)
            Interlocked.Decrement(ref _succeeded); // its 101 was taken for a success
        if (Rules.Failures > 0)
            Change((status, now, jitter) => status.Failed(failure, Volatile.Read(ref _succeeded),
                failure.MayBeProvoked() && Rules.OncePerNetwork ? network : null, now, jitter, Rules), Random.Shared.NextDouble());
    }

    /// <summary>Whether the caller's client is the one that tries it now.</summary>
    public bool TryBeginTrial()
    {
        var isMine = false;
        Change((status, now, _) => (isMine = status.IsDue(now)) ? status.OnTrial(now) : status, 0);
        return isMine;
    }

    public void TrialOpened() => Change((status, now, _) => status.Opened(now, Rules), 0);

    public void TrialPassed() => Change(static (status, now, _) => status.Passed(now), 0);

    /// <param name="isLate">Whether it was given up for the time that it took.</param>
    public void TrialFailed(BackendFailure failure, bool isLate) =>
        Change((status, now, jitter) => status.TrialFailed(failure, isLate, now, jitter, Rules), Random.Shared.NextDouble());

    public void TrialLeft() => Change((status, now, jitter) => status.TrialLeft(now, jitter, Rules), Random.Shared.NextDouble());

    /// <summary>It has served a client that it got though it is out, since too many are: that is a trial, too.</summary>
    public void SucceededThoughOut() => Change(static (status, now, _) => status.SucceededThoughOut(now), 0);

    public void Reached() => Change((status, now, _) => status.Reached(now, Rules), 0);

    /// <summary>No route has it any more: what is known of it is forgotten.</summary>
    public void Reset() => Change(static (_, _, _) => BackendStatus.Fine, 0);

    public void Unreached() => Change((status, now, jitter) => status.Unreached(now, jitter, Rules), Random.Shared.NextDouble());

    private BackendStatus Change(Func<BackendStatus, long, double, BackendStatus> next, double jitter)
    {
        BackendStatus before, after;
        lock (_changing)
        {
            before = _status;
            after = next(before, _now(), jitter);
            Volatile.Write(ref _status, after);
        }
        if (before.Phase != after.Phase || before.Until != after.Until || before.MustReach != after.MustReach)
            _changed(this);
        return after;
    }
}
