namespace ActorProxy.Shared.Backends.Health;

/// <summary>What health checks of a backend have said. Immutable; times are milliseconds of one clock.</summary>
public sealed record CheckStatus
{
    private CheckStatus()
    {
    }

    /// <summary>Nothing was asked yet.</summary>
    public static CheckStatus Unknown { get; } = new();

    /// <summary>Whether it gets no clients.</summary>
    public bool IsDown { get; private init; }

    /// <summary>Since when it is down, or up again; 0 where it was never down, and while nothing was asked.</summary>
    public long Since { get; private init; }

    /// <summary>What was wrong with the last answer; null where nothing was.</summary>
    public string? Error { get; private init; }

    /// <summary>How long the last good answer took, from the beginning of the connection; null while there was none.</summary>
    public TimeSpan? Latency { get; private init; }

    private bool IsKnown { get; init; }

    /// <summary>Answers in a row that say the opposite.</summary>
    private int Run { get; init; }

    /// <summary>After another answer.</summary>
    /// <param name="error">What was wrong; null for a good one.</param>
    public CheckStatus With(string? error, TimeSpan latency, long now, HealthCheck check)
    {
        var isBad = error is not null;
        var seen = this with { IsKnown = true, Error = error, Latency = isBad ? Latency : latency };
        if (isBad == IsDown)
            return seen with { Run = 0 };
        return IsKnown && Run + 1 < (isBad ? check.Fall : check.Rise)
            ? seen with { Run = Run + 1 }
            : seen with { IsDown = isBad, Since = now, Run = 0 };
    }
}
