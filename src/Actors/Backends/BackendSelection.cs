using System.Collections.Immutable;
using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// One request's way through the backends of its route: which one serves it now, and which ones it has tried. Counted at
/// route and backend until it leaves.
/// </summary>
public sealed class BackendSelection
{
    private readonly RouteState _route;
    private readonly IPAddress _client;
    private PoolState _pool;
    private PoolChoice _choice;
    private PoolMember? _current;
    private TriedBackends _tried;
    private long _sequence = -1; // taken with the first pick
    private bool _entered;
    private bool _isWaiting; // counted as that
    private bool _isRetrying; // as _isWaiting
    private ulong _key; // once it is known
    private bool _hasKey;
    private long _began; // the present attempt, where its latency counts
    private bool _hasTimedOut; // which counts once
    private bool _hasTried; // a backend that was out
    private bool _wasOut; // the present backend, which was taken all the same
    private QueueEntry _queued; // while it waits for a backend
    private long _started; // where there is a total time-out
    private bool _isShort; // the time that was left to the present attempt

    /// <param name="client">The client's address, as a trusted peer tells it where the peer is one.</param>
    /// <param name="maxAttempts">Backends that may be tried.</param>
    public BackendSelection(PoolState pool, RouteState route, IPAddress client, int maxAttempts)
    {
        _pool = pool;
        _route = route;
        _client = client;
        _choice = pool.Now();
        MaxAttempts = maxAttempts;
    }

    /// <summary>The pool whose backends there are.</summary>
    public BackendPool Pool => _pool.Pool;

    /// <summary>Connections that the route may have, this one included; 0 for any number.</summary>
    public int RouteLimit { get; set; }

    /// <summary>Index of the backend that is to be tried first, where it may be; -1 for none.</summary>
    public int Preferred { get; set; } = -1;

    /// <summary>By which the picker leads the request, where it has a key; its client's address where nothing is said.</summary>
    public ulong Key
    {
        get
        {
            if (!_hasKey)
                (_key, _hasKey) = (StableHash.Of(_client), true);
            return _key;
        }
        set => (_key, _hasKey) = (value, true);
    }

    /// <summary>How long an upgrade waits for a backend's answer; null for as long as the node's settings say.</summary>
    public TimeSpan? ResponseTimeout { get; set; }

    /// <summary>
    /// How long all that is done for the request may take together, from when this is said for the first time; zero for as long as any.
    /// </summary>
    public TimeSpan TotalTimeout
    {
        get;
        set
        {
            field = value;
            if (value > TimeSpan.Zero && _started == 0)
                _started = _pool.Timestamp;
        }
    }

    /// <summary>What is left of <see cref="TotalTimeout"/>, from zero; null for as long as any.</summary>
    public TimeSpan? TimeLeft => TotalTimeout <= TimeSpan.Zero ? null
        : TotalTimeout - _pool.Since(_started) is var left && left > TimeSpan.Zero ? left
        : TimeSpan.Zero;

    /// <summary>A time, or what is left for the request where that is less.</summary>
    public TimeSpan Within(TimeSpan time) => TimeLeft is { } left && left < time ? left : time;

    /// <summary>Backends that may be tried, the first included.</summary>
    public int MaxAttempts { get; set; }

    /// <summary>The present attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; private set; }

    /// <summary>Index of the present attempt's backend; -1 before the first and after <see cref="Leave"/>.</summary>
    public int Current { get; private set; } = -1;

    /// <summary>The backend of the present attempt; null before the first and after <see cref="Leave"/>.</summary>
    public Backend? Backend => _current?.Backend;

    /// <summary>
    /// By what connections to it are kept: one object for all requests, so that they are found by it without a look at its values. Null
    /// as <see cref="Backend"/>.
    /// </summary>
    public BackendKey? ConnectionKey => _current?.Health.Key.Backend;

    /// <summary>What the cookies of the backends say, by their indices.</summary>
    public StickyValues Sticky => _choice.Members.Sticky;

    /// <summary>The backends by their indices.</summary>
    public ImmutableArray<PoolMember> Members => _choice.Members.All;

    /// <summary>Whether the present attempt is the one that tries a backend which was out.</summary>
    public bool IsTrial { get; private set; }

    /// <summary>How long the present attempt may take to connect, and then to be answered; null for as long as any.</summary>
    public TimeSpan? Deadline => IsTrial ? TrialDeadline.Of(Health.Status.LateTrials) : null;

    /// <summary>Whether a backend that was out is to be tried now: only then does <see cref="TryNext"/> ask whether it may be.</summary>
    public bool HasTrials => !_pool.Now().Availability.Due.IsEmpty;

    /// <summary>Why <see cref="TryNext"/> was false.</summary>
    public TerminationReason Refusal { get; private set; } = TerminationReason.NoBackend;

    /// <summary>
    /// Whether it may wait for a backend where <see cref="TryNext"/> was false: its pool has a queue, and none but a trial was made for it.
    /// </summary>
    public bool MayWait => _pool.Queue is not null && IsFirst && Refusal is TerminationReason.BackendLimit or TerminationReason.NoBackend;

    /// <summary>What one waits for who waits for a backend: for one that may be chosen, or for one of these to have room.</summary>
    public TerminationReason WhyWaiting =>
        _pool.Now().Picks.Available.IsEmpty ? TerminationReason.NoBackend : TerminationReason.BackendLimit;

    /// <summary>Time after which <see cref="TryNext"/> may be true without anybody's doing; null where that is not so.</summary>
    public TimeSpan? ChangesIn => _pool.ChangesIn(_choice);

    /// <summary>Whether the next attempt is the first that the client has asked for: a trial is not.</summary>
    private bool IsFirst => Attempt == (_hasTried ? 1 : 0);

    private ulong KeyOfPicker => BackendPicker.HasKey(Pool.Picker) ? Key : 0;

    private BackendHealth Health => _current!.Health;

    /// <summary>
    /// Goes on to the next backend: the preferred one at first, else by the pool's picker; and is counted there. False, and nothing
    /// changed, where none may be tried.
    /// </summary>
    /// <param name="mayTry">
    /// Whether the request may be the one that tries a backend which was out: it can be sent again, whatever that one answers.
    /// </param>
    public bool TryNext(bool mayTry = false)
    {
        if (!_entered && !_route.TryEnter(RouteLimit))
        {
            Refusal = TerminationReason.RouteLimit;
            return false;
        }
        _entered = true;
        if (!IsFirst && !_isRetrying && !(_isRetrying = _pool.TryRetry(_choice)))
        {
            Refusal = TerminationReason.NoBackend;
            return false;
        }
        // What has come or gone meanwhile is for others: an index is that of the first choice.
        if (_pool.Now() is var now && ReferenceEquals(now.Members, _choice.Members))
            _choice = now;
        mayTry &= Attempt == 0 && !_choice.Availability.Due.IsEmpty;
        var others = IsFirst && _queued.HasBefore(_pool);
        if (others && !mayTry)
        {
            Refusal = WhyWaiting;
            return false;
        }
        if ((Attempt == 0 || _queued.IsWaiting) && !_isWaiting && !(_isWaiting = _pool.TryWait()))
        {
            Refusal = TerminationReason.BackendLimit;
            return false;
        }
        var trial = mayTry ? _pool.TryEnterTrial(_choice, KeyOfPicker, Preferred) : -1;
        var next = trial >= 0 ? trial : others ? -1 : _pool.Enter(_choice, ref _sequence, KeyOfPicker, _tried, Preferred);
        if (next < 0)
        {
            Refusal = WhyNone();
            if (_isWaiting)
                _pool.EndWaiting(signals: !_queued.IsWaiting);
            _isWaiting = false;
            return false;
        }
        _queued.Leave(_pool);
        LeaveBackend();
        (Current, _current) = (next, _choice.Members[next]);
        _tried.Add(next);
        Attempt++;
        _began = _pool.BeginAttempt();
        IsTrial = trial >= 0;
        _wasOut = !IsTrial && Health.Status.Phase != BackendPhase.In;
        _hasTried |= IsTrial;
        _isShort = TimeLeft is { } left && left < TotalTimeout / 2;
        if (IsTrial)
            MaxAttempts++; // it is one that the client did not ask for
        return true;
    }

    /// <summary>
    /// Waits in the pool's queue, behind all who came before, until <see cref="TryNext"/> is true or it leaves. False where enough do. Only
    /// where it <see cref="MayWait"/>.
    /// </summary>
    /// <param name="wake">Is to have it look again: see <see cref="MayLook"/>. Called on any thread.</param>
    public bool TryWait(Action wake)
    {
        LeaveBackend(); // of a trial that has failed
        EndWaiting();
        return _queued.TryEnter(_pool, wake);
    }

    /// <summary>Called when it was woken, before it looks: whether it is the first one that waits.</summary>
    public bool MayLook() => _queued.MayLook(_pool);

    /// <summary>
    /// The request, which waits, chooses among what there is now. False, and nothing changed, where it has looked at nothing else. What it
    /// was told to prefer is to be said again.
    /// </summary>
    /// <param name="pool">That of its route by now. There it waits with those who came at its time.</param>
    public bool TryFollow(PoolState pool)
    {
        var choice = pool.Now();
        if (pool == _pool && ReferenceEquals(choice.Members, _choice.Members))
            return false;
        if (pool != _pool)
            _queued.Follow(_pool, pool);
        (_pool, _choice) = (pool, choice);
        (_sequence, _hasKey, _tried, Preferred) = (-1, false, default, -1);
        return true;
    }

    /// <summary>The present attempt has brought no answer.</summary>
    public void Failed(TerminationReason reason)
    {
        _pool.EndAttempt(_current!, _began, isWell: false);
        var (failure, isLate) = (BackendFailures.Of(reason),
            reason is TerminationReason.BackendTimeout or TerminationReason.BackendConnectTimeout);
        // One that had what others have left over is not to blame for it.
        if (isLate && _isShort)
            return;
        // A request that is slow wherever it goes says nothing of all the backends that it has tried.
        if (failure == BackendFailure.Timeout && !IsTrial && _hasTimedOut)
            return;
        _hasTimedOut |= failure == BackendFailure.Timeout && !IsTrial;
        Judge(failure, isLate);
    }

    /// <summary>The present attempt has brought an ordinary answer.</summary>
    public void Answered(int status, bool isUpgrade)
    {
        EndWaiting();
        var failure = BackendFailures.OfAnswer(status, isUpgrade);
        _pool.EndAttempt(_current!, _began, isWell: failure is null);
        Judge(failure);
        if (failure is null)
            Succeeded();
    }

    /// <summary>The present attempt has brought a 101.</summary>
    public void Opened()
    {
        _pool.EndAttempt(_current!, _began, isWell: true);
        EndWaiting();
        Served();
        if (IsTrial)
            Health.TrialOpened();
    }

    /// <summary>The tunnel that the attempt has brought has ended, so long after its 101.</summary>
    public void Closed(TunnelEnd end, TimeSpan duration)
    {
        var failure = BackendFailures.OfTunnel(end.Reason, end.EndedBy, end.CloseCode, duration, Health.Rules);
        Judge(failure);
        // A tunnel that is short by nature tells as much as one that stands: else one of those would never be back.
        if (failure is null && IsTrial && end.Reason == TerminationReason.Closed)
            Succeeded();
    }

    /// <summary>
    /// Index of the backend that <see cref="TryNext"/> would go on to, as things are; -1 where there is none. Nothing is counted.
    /// </summary>
    public int Peek() => _route.MayEnter(RouteLimit) ? _pool.Peek(_choice, KeyOfPicker, Preferred) : -1;

    /// <summary>Why <see cref="Peek"/> has found none.</summary>
    public TerminationReason PeekRefusal() => _route.MayEnter(RouteLimit) ? WhyNone() : TerminationReason.RouteLimit;

    /// <summary>The request is served no longer. Repeated calls do nothing.</summary>
    public void Leave()
    {
        _queued.Leave(_pool);
        EndWaiting();
        LeaveBackend();
        if (_entered)
            _route.Leave();
        _entered = false;
    }

    /// <summary>It waits for no answer any more.</summary>
    private void EndWaiting()
    {
        if (_isWaiting)
            _pool.EndWaiting();
        if (_isRetrying)
            _pool.EndRetry();
        (_isWaiting, _isRetrying) = (false, false);
    }

    private void Judge(BackendFailure? failure, bool isLate = false)
    {
        if (failure is not { } found || !(_choice.MayEject || IsTrial))
            return;
        if (IsTrial)
            Health.TrialFailed(found, isLate);
        else
            Health.Failed(found, ClientNetwork.Of(_client));
        IsTrial = false;
    }

    private void Succeeded()
    {
        Served();
        if (IsTrial)
            Health.TrialPassed();
        IsTrial = false;
    }

    private void Served()
    {
        Health.Succeeded();
        if (_wasOut)
            Health.SucceededThoughOut();
    }

    private TerminationReason WhyNone() => _pool.HasFull(_choice, _tried) ? TerminationReason.BackendLimit : TerminationReason.NoBackend;

    private void LeaveBackend()
    {
        if (Current < 0)
            return;
        if (IsTrial)
            Health.TrialLeft(); // which nobody has judged
        IsTrial = false;
        _pool.Leave(_current!);
        (Current, _current) = (-1, null);
    }
}
