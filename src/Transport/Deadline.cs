namespace ActorProxy.Transport;

/// <summary>
/// A one-shot alarm on an event loop's wheel: made once, armed and disarmed as often as needed without allocating.
/// All members are called on the loop.
/// </summary>
public class Deadline
{
    private readonly TimerWheel _wheel;
    private readonly Action? _expired;

    internal Deadline(TimerWheel wheel, Action expired)
    {
        _wheel = wheel;
        _expired = expired;
    }

    /// <summary>One that overrides <see cref="Expire"/>.</summary>
    private protected Deadline(TimerWheel wheel) => _wheel = wheel;

    internal Deadline? Previous { get; set; }
    internal Deadline? Next { get; set; }
    internal int Slot { get; set; } = -1;
    internal long DueTick { get; set; }

    /// <summary>Whether it will go off.</summary>
    public bool IsArmed => Slot >= 0;

    /// <summary>
    /// Goes off once after this time, not before it and at most two wheel ticks (200 ms) later, or later where the loop stood still
    /// (<see cref="PauseWatch"/>). Replaces an earlier arming.
    /// </summary>
    public void Arm(TimeSpan after) => _wheel.Arm(this, after);

    /// <summary>Does not go off.</summary>
    public void Disarm() => _wheel.Disarm(this);

    internal virtual void Expire() => _expired!();
}
