namespace ActorProxy.Shared.Backends.Health;

/// <summary>
/// Whether a backend gets clients, by what has become of those that it got: in, out for a while, or tried by one. Immutable; times are
/// milliseconds of one clock.
/// </summary>
public sealed record BackendStatus
{
    /// <summary>After so long without news of the node's own connection a client tries it all the same.</summary>
    private const long MostReaching = 10 * 60 * 1000;

    private BackendStatus()
    {
    }

    /// <summary>Of one that has not failed yet.</summary>
    public static BackendStatus Fine { get; } = new();

    public BackendPhase Phase { get; private init; }

    /// <summary>Since when it is in this phase; 0 where it was never in another.</summary>
    public long Since { get; private init; }

    /// <summary>
    /// Out: when it may be tried. On trial: when its tunnel has stood for long enough, <see cref="long.MaxValue"/> while there is none.
    /// </summary>
    public long Until { get; private init; } = long.MaxValue;

    /// <summary>Whether the node is to connect to it before a client tries it.</summary>
    public bool MustReach { get; private init; }

    /// <summary>When it is in again by itself, where it is out and no client has come that might try it.</summary>
    public long ReturnsAt { get; private init; } = long.MaxValue;

    /// <summary>Whether it came back without a trial: one failure is enough then.</summary>
    public bool IsOnProbation { get; private init; }

    /// <summary>What it failed with at last; null where it has not, or is back since.</summary>
    public BackendFailure? Failure { get; private init; }

    /// <summary>How often it was out without having been in for long between.</summary>
    public int Ejections { get; private init; }

    /// <summary>Trials in a row that it did not answer in time.</summary>
    public int LateTrials { get; private init; }

    /// <summary>Its failures while it is in.</summary>
    public FailureRun Run { get; private init; } = FailureRun.None;

    /// <summary>When a client may try it, where it is out.</summary>
    public long DueAt => MustReach ? Until + MostReaching : Until;

    /// <summary>Whether a client may try it.</summary>
    public bool IsDue(long now) => Phase == BackendPhase.Out && now >= DueAt;

    /// <summary>It has failed one of its clients. One that is out already has clients from before; they say nothing new.</summary>
    /// <param name="succeeded">As of <see cref="FailureRun.With"/>, as the network.</param>
    /// <param name="jitter">From 0 to 1, so that backends which fell out together do not come back together.</param>
    public BackendStatus Failed(
        BackendFailure failure, long succeeded, ulong? network, long now, double jitter, EjectionRules rules)
    {
        if (Phase != BackendPhase.In)
            return this;
        var run = Run.With(succeeded, network, rules);
        return IsOnProbation || run.Ejects(rules)
            ? Ejected(failure, now - Since > rules.MaxPeriod.TotalMilliseconds ? 1 : Ejections + 1, now, jitter, rules)
            : this with { Run = run };
    }

    /// <summary>It has served a client though it came back without a trial.</summary>
    public BackendStatus Proven() => IsOnProbation ? this with { IsOnProbation = false } : this;

    /// <summary>One client tries it.</summary>
    public BackendStatus OnTrial(long now) =>
        this with { Phase = BackendPhase.OnTrial, Since = now, Until = long.MaxValue };

    /// <summary>The trial's tunnel is open: it has passed when that has stood for long enough.</summary>
    public BackendStatus Opened(long now, EjectionRules rules) => Phase != BackendPhase.OnTrial
        ? this
        : rules.QuickEnd <= TimeSpan.Zero ? Passed(now) : this with { Until = now + (long)rules.QuickEnd.TotalMilliseconds };

    /// <summary>The trial has gone well.</summary>
    public BackendStatus Passed(long now) => Phase != BackendPhase.OnTrial
        ? this
        : Back(now);

    /// <summary>The trial has failed.</summary>
    /// <param name="isLate">Whether it was given up for the time that it took.</param>
    public BackendStatus TrialFailed(BackendFailure failure, bool isLate, long now, double jitter, EjectionRules rules) =>
        Phase != BackendPhase.OnTrial
            ? this
            : Ejected(failure, Ejections + 1, now, jitter, rules) with { LateTrials = isLate ? LateTrials + 1 : 0 };

    /// <summary>
    /// The trial's client has gone before it said anything: the next one tries. Whom it kept waiting for as long as a first trial may
    /// take is the last one for a period, or a backend that hangs would keep one after another.
    /// </summary>
    public BackendStatus TrialLeft(long now, double jitter, EjectionRules rules)
    {
        var status = At(now);
        if (status.Phase != BackendPhase.OnTrial)
            return status;
        return status.Until == long.MaxValue && now - status.Since >= TrialDeadline.Of(0).TotalMilliseconds
            ? status.TrialFailed(BackendFailure.Timeout, isLate: true, now, jitter, rules)
            : status with { Phase = BackendPhase.Out, Until = now, ReturnsAt = now + (long)rules.MaxPeriod.TotalMilliseconds };
    }

    /// <summary>It has served a client that it got though it is out: when its time is over, that is enough.</summary>
    public BackendStatus SucceededThoughOut(long now) =>
        Phase == BackendPhase.Out && now >= Until ? Back(now) : this;

    /// <summary>The node could connect to it.</summary>
    public BackendStatus Reached(long now, EjectionRules rules) =>
        this with { MustReach = false, ReturnsAt = Math.Max(now, Until) + (long)rules.MaxPeriod.TotalMilliseconds };

    /// <summary>The node could not connect to it.</summary>
    public BackendStatus Unreached(long now, double jitter, EjectionRules rules) => Phase != BackendPhase.Out || !MustReach
        ? this
        : Ejected(BackendFailure.Connect, Ejections + 1, now, jitter, rules) with { Since = Since };

    /// <summary>What time alone brings about.</summary>
    public BackendStatus At(long now) => Phase switch
    {
        BackendPhase.OnTrial when now >= Until => Passed(now),
        // Nobody came who might try it: a pool of which all requests have a body has no other way.
        BackendPhase.Out when !MustReach && now >= ReturnsAt => Back(now) with { IsOnProbation = true },
        _ => this,
    };

    private BackendStatus Back(long now) => Fine with { Phase = BackendPhase.In, Since = now, Ejections = Ejections };

    private BackendStatus Ejected(BackendFailure failure, int ejections, long now, double jitter, EjectionRules rules)
    {
        var period = Math.Min(rules.Period.TotalMilliseconds * Math.Pow(2, Math.Min(ejections - 1, 30)), rules.MaxPeriod.TotalMilliseconds);
        return Fine with
        {
            Phase = BackendPhase.Out,
            Since = now,
            Until = now + (long)(period * (0.9 + 0.1 * jitter)),
            ReturnsAt = now + (long)(period + rules.MaxPeriod.TotalMilliseconds),
            MustReach = failure == BackendFailure.Connect,
            Failure = failure,
            Ejections = ejections,
            LateTrials = LateTrials,
        };
    }
}

/// <summary>Whether a backend gets clients.</summary>
public enum BackendPhase
{
    /// <summary>As any other.</summary>
    In,
    /// <summary>It gets none.</summary>
    Out,
    /// <summary>One tries it.</summary>
    OnTrial,
}
