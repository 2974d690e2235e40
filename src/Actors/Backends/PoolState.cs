using System.Collections.Immutable;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// A pool as it is configured now, with the state of its backends and the sequence of its picks. May be used from any thread.
/// </summary>
/// <param name="findMembers">The backends that it has now, of those that it had.</param>
public sealed class PoolState(BackendPool pool, Func<PoolMembers?, PoolMembers> findMembers, PoolName name, PoolClock clock)
{
    /// <summary>The latency that a failure counts as, at least.</summary>
    private static readonly TimeSpan OfFailure = TimeSpan.FromSeconds(1);

    /// <summary>Further attempts that there may be at a time in a pool of few connections.</summary>
    private const int FewRetries = 10;

    private readonly long _warmUp = (long)pool.SlowStart.TotalMilliseconds;
    private readonly bool _isBounded = pool.HashLoadBound >= 1 && BackendPicker.HasKey(pool.Picker);
    private long _sequence = -1;
    private PoolChoice? _choice; // as things were when it was made

    public BackendPool Pool { get; } = pool;

    /// <summary>What all pools of its name have in common.</summary>
    internal PoolName Name => name;

    /// <summary>Those that wait for a backend; null where none may.</summary>
    public PoolQueue? Queue { get; } = pool.Queue.IsOn ? new PoolQueue(name.Queues, clock.Queues) : null;

    /// <summary>A time to measure from: see <see cref="Since"/>.</summary>
    public long Timestamp => clock.Timestamp;

    /// <summary>The backends that it has now.</summary>
    public ImmutableArray<PoolMember> Members => Now().Members.All;

    /// <summary>Whether so few backends are left that all get clients, whatever they did.</summary>
    public bool IsPanic => Now().Availability.IsPanic;

    /// <summary>Connections, and attempts under way, of a backend of the pool.</summary>
    public int Active(int backend) => Members[backend].State.Active;

    /// <summary>Whether a backend has as many connections as it may.</summary>
    public bool IsFull(PoolMember member) => Pool.MaxConnectionsPerBackend is > 0 and var limit && member.State.Active >= limit;

    /// <summary>The number of the next pick.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>What may be chosen now.</summary>
    public PoolChoice Now()
    {
        var choice = Volatile.Read(ref _choice);
        if (choice is not null && choice.Version == clock.Version
            && (choice.Availability.Until == long.MaxValue || clock.Now < choice.Availability.Until))
            return choice;
        choice = Make(choice?.Members);
        Volatile.Write(ref _choice, choice);
        return choice;
    }

    /// <summary>Whether one that may be chosen, and was not tried, has as many connections as it may.</summary>
    public bool HasFull(PoolChoice choice, in TriedBackends tried)
    {
        foreach (var index in choice.Picks.Available)
        {
            if (!tried.Contains(index) && IsFull(choice.Members[index]))
                return true;
        }
        return false;
    }

    /// <summary>
    /// The backend that the next connection of this client would get, as things are; -1 where there is none. Counts nothing.
    /// </summary>
    /// <param name="preferred">As of <see cref="Enter"/>.</param>
    public int Peek(PoolChoice choice, ulong key, int preferred = -1)
    {
        var sequence = Volatile.Read(ref _sequence) + 1;
        return Choose(choice, ref sequence, key, default, preferred);
    }

    /// <summary>
    /// Chooses a backend and counts the connection there until it leaves. -1 where none is left, or those are full.
    /// </summary>
    /// <param name="sequence">
    /// The number of this connection's pick, which its later ones keep; below 0 before the first. A client that is led by its cookie
    /// takes none.
    /// </param>
    /// <param name="key">By which the picker leads the request, where it has a key.</param>
    /// <param name="tried">Those that this connection has tried.</param>
    /// <param name="preferred">The backend to take if it may be; -1 for none.</param>
    public int Enter(PoolChoice choice, ref long sequence, ulong key, TriedBackends tried, int preferred = -1)
    {
        while (true)
        {
            var index = Choose(choice, ref sequence, key, tried, preferred);
            if (index < 0 && choice.Spare is { } spare)
            {
                index = BackendPicker.Pick(
                    spare, new PickInput(sequence, StableHash.Mix((ulong)sequence), key), new View(this, choice, tried));
            }
            if (index < 0 || TryEnter(choice.Members[index]))
                return index;
            // Another thread took the last place.
            tried.Add(index);
        }
    }

    /// <summary>A backend that is out, and is to be tried by the caller's client, which is counted there. -1 where there is none.</summary>
    /// <param name="preferred">As of <see cref="Enter"/>: who is led to one that is there, tries no other.</param>
    public int TryEnterTrial(PoolChoice choice, ulong key, int preferred)
    {
        var due = choice.Availability.Due;
        if (due.IsEmpty || (preferred >= 0 && choice.Picks.IsAvailable(preferred)))
            return -1;
        var only = preferred >= 0 && due.Contains(preferred) ? preferred : -1;
        foreach (var index in due)
        {
            var member = choice.Members[index];
            if ((only >= 0 ? index != only : !Leads(choice, key, index)) || !TryEnter(member))
                continue;
            if (member.Health.TryBeginTrial())
                return index;
            Leave(member);
        }
        return -1;
    }

    /// <summary>A connection has left a backend: there is room for one who waits.</summary>
    public void Leave(PoolMember member)
    {
        member.State.Leave();
        name.Queues.Signal();
    }

    /// <summary>How long it is since a <see cref="Timestamp"/>.</summary>
    public TimeSpan Since(long timestamp) => clock.Since(timestamp);

    /// <summary>Milliseconds until something else may be chosen, by the time alone; null where that is not so.</summary>
    public TimeSpan? ChangesIn(PoolChoice choice) => choice.Availability.Until is < long.MaxValue and var until
        ? TimeSpan.FromMilliseconds(Math.Max(0, until - clock.Now))
        : null;

    /// <summary>A place for the <see cref="Queue"/>, behind all that there are.</summary>
    /// <param name="wake">As of <see cref="QueuePlace"/>.</param>
    public QueuePlace NewPlace(Action wake) => new(clock.NextWaiting(), wake);

    /// <summary>Whether another request may wait for an answer. It does until <see cref="EndWaiting"/>.</summary>
    public bool TryWait() => Pool.MaxWaiting == 0 || name.Waiting.TryEnter(Pool.MaxWaiting);

    /// <param name="signals">Whether one who waits for a backend is told: not where the caller is the one who would be.</param>
    public void EndWaiting(bool signals = true)
    {
        if (Pool.MaxWaiting == 0)
            return;
        name.Waiting.Leave();
        if (signals)
            name.Queues.Signal();
    }

    /// <summary>Whether another request may be tried on a further backend. It is until <see cref="EndRetry"/>.</summary>
    public bool TryRetry(PoolChoice choice)
    {
        return name.Retries.TryEnter(Math.Max(FewRetries, (int)(choice.Members.Connections * Pool.RetryBudget)));
    }

    public void EndRetry() => name.Retries.Leave();

    /// <summary>When an attempt begins whose latency is to be told; 0 where nobody looks at that.</summary>
    public long BeginAttempt() => Pool.Picker == PickerKind.PeakEwma ? clock.Timestamp : 0;

    /// <summary>The attempt has its answer, or is given up.</summary>
    /// <param name="began">What <see cref="BeginAttempt"/> has said.</param>
    /// <param name="isWell">Else it counts as slow: who fails fast is not to get more for that.</param>
    public void EndAttempt(PoolMember member, long began, bool isWell)
    {
        if (began == 0)
            return;
        var took = clock.Since(began);
        member.State.Latency.Observe(isWell || took > OfFailure ? took : OfFailure, clock.Now);
    }

    private bool TryEnter(PoolMember member) => member.State.TryEnter(Pool.MaxConnectionsPerBackend);

    private PoolChoice Make(PoolMembers? before)
    {
        // First: what changes meanwhile has it made again.
        var (version, now) = (clock.Version, clock.Now);
        var members = findMembers(before);
        var statuses = new BackendStatus[members.Count];
        var isEnabled = new bool[members.Count];
        var isDown = new bool[members.Count];
        var tiers = new int[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            statuses[i] = members[i].Health.Refresh();
            isEnabled[i] = !clock.Switches.IsOff(members[i].Backend.Id);
            isDown[i] = members[i].Check is { Status.IsDown: true };
            tiers[i] = members[i].Tier;
        }
        var availability = Availability.Of(
            statuses, isEnabled, isDown, tiers, now, Pool.Ejection.MaxShare, Pool.PanicBelow, waits: Queue is not null);
        var picks = availability.Indices.Length == members.Count ? members.Picks : members.Picks.With(availability.Indices);
        var warm = members.All.Select(SinceOf).Where(since => since > 0).Select(since => since + _warmUp).Where(end => end > now)
            .DefaultIfEmpty().Min();
        if (warm > 0)
            availability = availability with { Until = Math.Min(availability.Until, warm) };
        var weight = picks.Available.Sum(index => picks.Weights[index]);
        var spare = availability.Spare.IsEmpty ? null : members.Picks.With(availability.Spare);
        return new PoolChoice(version, members, picks, spare, availability, weight, IsWarming: warm > 0,
            Pool.Ejection.Failures > 0 && (int)(members.Count * Pool.Ejection.MaxShare) > 0);
    }

    /// <summary>Whether a client may come to a backend: with a key, where that leads there while all of its tier are there.</summary>
    private bool Leads(PoolChoice choice, ulong key, int index) => !BackendPicker.HasKey(Pool.Picker)
        || BackendPicker.Pick(choice.Members.PicksOf(choice.Members[index].Tier), new PickInput(0, 0, key), default(Unloaded))
            == index;

    private int Choose(PoolChoice choice, ref long sequence, ulong key, in TriedBackends tried, int preferred)
    {
        var view = new View(this, choice, tried);
        if (preferred >= 0 && choice.Picks.IsAvailable(preferred) && !view.Excludes(preferred))
            return preferred;
        if (sequence < 0)
            sequence = NextSequence();
        var random = (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
        return BackendPicker.Pick(choice.Picks, new PickInput(sequence, random, key), view);
    }

    /// <summary>Since when it gets more and more clients; 0 where it has its full share from the beginning.</summary>
    private static long SinceOf(PoolMember member)
    {
        var back = member.Health.Status is { Phase: BackendPhase.In, Since: > 0 and var since } ? since : 0;
        var up = member.Check?.Status is { IsDown: false, Since: > 0 and var upSince } ? upSince : 0;
        return Math.Max(member.Since, Math.Max(back, up));
    }

    private int ShareOf(PoolMember member, long now) =>
        SinceOf(member) is > 0 and var since ? WarmUp.Percent(now - since, _warmUp) : BackendPicker.FullShare;

    private long ClockNow => clock.Now;

    /// <summary>A picker may look at a thousand backends: what it asks of each is at hand.</summary>
    private readonly ref struct View : IPickView
    {
        private readonly PoolState _pool;
        private readonly PoolChoice _choice;
        private readonly ReadOnlySpan<BackendState> _states;
        private readonly ReadOnlySpan<int> _weights;
        private readonly TriedBackends _tried;
        private readonly int _limit;
        private readonly int _others;
        private readonly bool _excludes;
        private readonly bool _isWarming;
        private readonly bool _seesLatency;
        private readonly long _now;
        private readonly double _most;

        public View(PoolState pool, PoolChoice choice, in TriedBackends tried)
        {
            (_pool, _choice, _tried) = (pool, choice, tried);
            _states = choice.Members.States;
            _weights = choice.Picks.Weights.AsSpan();
            (_limit, _isWarming) = (pool.Pool.MaxConnectionsPerBackend, choice.IsWarming);
            _others = pool.Name.Others;
            _excludes = _limit > 0 || !tried.IsEmpty;
            _seesLatency = pool.Pool.Picker == PickerKind.PeakEwma;
            _now = _isWarming || _seesLatency ? pool.ClockNow : 0;
            // Of all connections with this one, what a backend may have for each of its weight.
            _most = pool._isBounded ? pool.Pool.HashLoadBound * (choice.Members.Connections + 1) / choice.Weight : 0;
        }

        public bool IsWarming => _isWarming;

        public long LoadOf(int index) => _states[index].LoadWith(_others);

        public long WeightOf(int index) =>
            _weights[index] * (long)(_isWarming ? _pool.ShareOf(_choice.Members[index], _now) : BackendPicker.FullShare);

        public bool Excludes(int index) =>
            _excludes && (_tried.Contains(index) || (_limit > 0 && _states[index].Active >= _limit));

        public bool IsCrowded(int index) => _most > 0 && _states[index].Active + 1 > Math.Ceiling(_most * _weights[index]);

        // A backend of which nothing is known is tried before one that is slow.
        public double CostOf(int index) => _seesLatency
            ? (_states[index].Latency.At(_now) + 1e-6) * (_states[index].Active + 1)
            : LoadOf(index);
    }

    /// <summary>As if nobody were there.</summary>
    private readonly struct Unloaded : IPickView
    {
        public bool IsWarming => false;

        public long LoadOf(int index) => 0;

        public long WeightOf(int index) => BackendPicker.FullShare;

        public double CostOf(int index) => 0;

        public bool IsCrowded(int index) => false;

        public bool Excludes(int index) => false;
    }
}
