using ActorProxy.Shared.Draining;
using Akka.Actor;

namespace ActorProxy.Actors.Closing;

/// <summary>
/// Closes connections one after another, each once and at a time of its own, with one timer for all. An actor has it to itself: the timer
/// tells that one a <see cref="Round"/>, upon which it calls <see cref="CloseDue"/>. Connections are known by their ids alone: one that
/// has ended by itself is nothing when its time comes.
/// </summary>
internal sealed class PacedCloser : IDisposable
{
    /// <summary>The shortest time between two rounds: those of 100,000 connections in 30 s close some 170 each.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly CloseCommand _command;
    private readonly Func<string, IActorRef?> _find;
    private readonly TimeProvider _time;
    private readonly TimeSpan? _every;
    private readonly CloseBudget _budget;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal); // and maybe not ended yet
    private DrainQueue _queue = new();
    private int _counted; // of the queue, in the budget

    /// <param name="find">Where orders for a connection go; null where it has ended.</param>
    /// <param name="owner">The actor, which is told rounds.</param>
    /// <param name="budget">How many may be closed; what is due waits for it.</param>
    /// <param name="every">
    /// When the next round comes after each, for an owner that looks for more in it; null for rounds in which something is due.
    /// </param>
    public PacedCloser(
        CloseCommand command, Func<string, IActorRef?> find, TimeProvider time, IActorRef owner, CloseBudget budget,
        TimeSpan? every = null)
    {
        _budget = budget;
        _command = command;
        _find = find;
        _time = time;
        _every = every;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => owner.Tell(Round.Instance, ActorRefs.NoSender), null, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Connections that wait for their time.</summary>
    public int Count => _queue.Count;

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Whether it waits for its time.</summary>
    public bool IsWaiting(string id) => _queue.Contains(id);

    public bool WasTold(string id) => _told.Contains(id);

    /// <summary>
    /// Closes these over a time, in their order and the first at once. One that has its time keeps it, and one that was told has had it.
    /// </summary>
    public void CloseOver(IReadOnlyCollection<string> ids, TimeSpan over)
    {
        var now = Now;
        foreach (var (id, delay) in ids.Zip(Spread.Delays(ids.Count, over, Random.Shared)))
        {
            if (!WasTold(id))
                _queue.Add(id, now + delay);
        }
        CloseDue();
    }

    /// <summary>Closes one that comes late, unless it is known: at any moment of the time, for many may come together.</summary>
    /// <param name="over">Zero for at once.</param>
    public void CloseLate(string id, TimeSpan over)
    {
        if (IsWaiting(id) || WasTold(id))
            return;
        _queue.Add(id, Now + Spread.Delay(over, Random.Shared));
        CloseDue();
    }

    /// <summary>Closes one at once, whenever its time is.</summary>
    public void Close(string id)
    {
        CloseOne(id);
        TellBudget();
    }

    private void CloseOne(string id)
    {
        _queue.Remove(id);
        if (_find(id) is { } connection && _told.Add(id))
            connection.Tell(new CloseConnection(_command, id), ActorRefs.NoSender);
    }

    /// <summary>Closes what is due by now, and sets the timer for the next round.</summary>
    public void CloseDue()
    {
        var now = Now;
        // One that has ended by itself costs nothing.
        while (_queue.Due(now) is { } due && (_find(due) is null || _budget.TryTake()))
            CloseOne(due);
        TellBudget();
        var wait = _every ?? _queue.Next - now;
        _timer.Change(wait is null ? Timeout.InfiniteTimeSpan : wait < Tick ? Tick : wait.Value, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One that waits for its time stays.</summary>
    public void Remove(string id)
    {
        _queue.Remove(id);
        TellBudget();
    }

    /// <summary>All that wait for their time stay, and who was told is forgotten. No round comes until there is more to close.</summary>
    public void Cancel()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _queue = new DrainQueue();
        TellBudget();
        _told.Clear();
    }

    /// <summary>Forgets who was told and has ended, for an owner that never cancels.</summary>
    public void ForgetEnded() => _told.RemoveWhere(id => _find(id) is null);

    public void Dispose()
    {
        _timer.Dispose();
        _queue = new DrainQueue();
        TellBudget();
    }

    /// <summary>Tells the budget how many wait.</summary>
    private void TellBudget()
    {
        _budget.Add(_queue.Count - _counted);
        _counted = _queue.Count;
    }

    /// <summary>Tells the owner that it is time to close what is due.</summary>
    public sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
