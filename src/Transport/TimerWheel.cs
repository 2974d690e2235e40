namespace ActorProxy.Transport;

/// <summary>
/// The deadlines of one event loop: a ring of slots of 100 ms, each an intrusive list. Arming and disarming is O(1) and
/// allocates nothing; a deadline further away than one turn of the ring is passed over until its turn comes.
/// Used on its loop only.
/// </summary>
public sealed class TimerWheel
{
    /// <summary>Milliseconds a slot.</summary>
    public const int TickMs = 100;

    private const int SlotCount = 1024; // one turn: 102.4 s
    private readonly Deadline?[] _slots = new Deadline?[SlotCount];
    private readonly Action<Exception> _onFault;
    private long _tick;

    /// <param name="nowMs">The time to start from, in milliseconds of any monotonic clock.</param>
    /// <param name="onFault">Told of exceptions that a callback let escape; the other deadlines go off all the same.</param>
    public TimerWheel(long nowMs, Action<Exception> onFault)
    {
        _onFault = onFault;
        NowMs = nowMs;
        _tick = nowMs / TickMs;
    }

    /// <summary>The latest time it was set to.</summary>
    public long NowMs { get; private set; }

    /// <summary>Armed deadlines.</summary>
    public int Count { get; private set; }

    /// <summary>Milliseconds to the end of the present slot: how long a loop may sleep. -1 where nothing is armed.</summary>
    public int MsToNextTick => Count == 0 ? -1 : TickMs - (int)(NowMs % TickMs);

    /// <summary>A disarmed deadline.</summary>
    /// <param name="expired">Called by <see cref="Expire"/>.</param>
    public Deadline Create(Action expired) => new(this, expired);

    /// <summary>Moves the time on and calls what is due.</summary>
    public void Advance(long nowMs)
    {
        SetTime(nowMs);
        Expire();
    }

    /// <summary>Moves the time on; what is due waits for <see cref="Expire"/>.</summary>
    public void SetTime(long nowMs) => NowMs = Math.Max(NowMs, nowMs);

    /// <summary>Calls what is due. Callbacks may arm and disarm any deadline.</summary>
    public void Expire()
    {
        var target = NowMs / TickMs;
        // After a pause longer than a turn, one turn visits every slot.
        if (target - _tick > SlotCount)
            _tick = target - SlotCount;
        while (_tick < target)
            ExpireSlot(++_tick, target);
    }

    internal void Arm(Deadline deadline, TimeSpan after)
    {
        Disarm(deadline);
        // Rounded up by a tick: never early.
        deadline.DueTick = (NowMs + Math.Max(0, (long)after.TotalMilliseconds)) / TickMs + 1;
        var slot = (int)(deadline.DueTick % SlotCount);
        var head = _slots[slot];
        deadline.Slot = slot;
        deadline.Next = head;
        if (head is not null)
            head.Previous = deadline;
        _slots[slot] = deadline;
        Count++;
    }

    internal void Disarm(Deadline deadline)
    {
        if (deadline.Slot < 0)
            return;
        if (deadline.Previous is { } previous)
            previous.Next = deadline.Next;
        else
            _slots[deadline.Slot] = deadline.Next;
        if (deadline.Next is { } next)
            next.Previous = deadline.Previous;
        deadline.Previous = deadline.Next = null;
        deadline.Slot = -1;
        Count--;
    }

    private void ExpireSlot(long tick, long target)
    {
        var slot = (int)(tick % SlotCount);
        // A callback may unlink any neighbour, so look from the head again after each one; whatever it arms is due later than target.
        for (var due = FirstDue(slot, target); due is not null; due = FirstDue(slot, target))
        {
            Disarm(due);
            try
            {
                due.Expire();
            }
            catch (Exception fault)
            {
                _onFault(fault);
            }
        }
    }

    private Deadline? FirstDue(int slot, long target)
    {
        var deadline = _slots[slot];
        while (deadline is not null && deadline.DueTick > target)
            deadline = deadline.Next;
        return deadline;
    }
}
