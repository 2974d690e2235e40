using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorProxy.Transport;

/// <summary>
/// One thread that waits for its sockets, runs their completions, its deadlines and the work that others post to it.
/// Work is run in portions of at most <see cref="WorkBudget"/>, so that a storm of new connections does not hold up the
/// bytes of the old ones.
/// </summary>
public abstract class EventLoop
{
    /// <summary>The longest stretch of posted work between two looks at the sockets.</summary>
    public static readonly TimeSpan WorkBudget = TimeSpan.FromMilliseconds(1);

    /// <summary>Pieces of work between two looks at the clock, which takes as long as the smallest of them.</summary>
    private const int WorkPerLook = 4;

    /// <summary>
    /// Reads that may end at once in one piece of work or behind one event: a peer that sends as fast as it is read would else have
    /// the loop for itself, and none of its deadlines would ever be looked at. The next one waits for the loop's other work.
    /// </summary>
    public const int MaxReadsAtOnce = 16;

    private static readonly long BudgetTicks = (long)(WorkBudget.TotalSeconds * Stopwatch.Frequency);

    private readonly ConcurrentQueue<IThreadPoolWorkItem> _posted = new();
    private readonly Queue<IThreadPoolWorkItem> _local = new();
    private readonly TimeProvider _time;
    private readonly TimerWheel _wheel;
    private readonly PauseWatch _pauses;
    private readonly Thread _thread;
    private readonly Action<Exception> _onFault;
    private int _wakePending;
    private volatile bool _stopping;
    private int _waitMs;

    /// <param name="index">Its place among its transport's loops.</param>
    /// <param name="time">Of the deadlines.</param>
    /// <param name="running">By which pauses of the process are noticed.</param>
    /// <param name="onFault">Told of exceptions that posted work or a callback let escape: a defect each, which the loop survives.</param>
    protected EventLoop(string name, int index, TimeProvider time, TimeProvider running, Action<Exception> onFault)
    {
        Index = index;
        _time = time;
        _onFault = onFault;
        _wheel = new TimerWheel(ReadClock(), onFault);
        _pauses = new PauseWatch(running);
        _thread = new Thread(Run, maxStackSize: 1024 * 1024) { IsBackground = true, Name = $"{name}-{index}" };
    }

    /// <summary>Its place among its transport's loops, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the caller runs on this loop.</summary>
    public bool InLoop => Thread.CurrentThread == _thread;

    /// <summary>
    /// What all reads of the loop may share that fill it only right before they complete: what is there is used up before
    /// the loop does anything else.
    /// </summary>
    public byte[] Scratch => field ??= new byte[ScratchSize];

    /// <summary>Bytes of <see cref="Scratch"/>.</summary>
    internal int ScratchSize { get; init; } = 64 * 1024;

    /// <summary>Of <see cref="MaxReadsAtOnce"/>, how many are left to what runs now.</summary>
    internal int ReadsLeft { get; set; }

    /// <summary>What the transport's relays may hold together.</summary>
    public BufferBudget Buffers { get; internal init; } = new(long.MaxValue);

    /// <summary>What the transport's sockets are counted in.</summary>
    internal SocketBudget Sockets { get; init; } = new();

    /// <summary>Milliseconds of a monotonic clock, read once a turn of the loop. For use on the loop.</summary>
    public long Now => _wheel.NowMs;

    /// <summary>Of its deadlines.</summary>
    internal TimerWheel Wheel => _wheel;

    /// <summary>A disarmed deadline on this loop. Call on the loop.</summary>
    public Deadline CreateDeadline(Action expired) => _wheel.Create(expired);

    /// <summary>Runs work on the loop, later, in order of posting for each thread that posts. May be called from any thread.</summary>
    public void Post(IThreadPoolWorkItem work)
    {
        if (InLoop)
        {
            _local.Enqueue(work);
            return;
        }
        _posted.Enqueue(work);
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
            Wake();
    }

    /// <inheritdoc cref="Post(IThreadPoolWorkItem)"/>
    public void Post(Action work) => Post(new ActionWork(work));

    /// <summary><c>await loop.Enter()</c> goes on on the loop: at once for who is there already.</summary>
    public LoopAwaitable Enter() => new(this);

    /// <summary>
    /// Waits for sockets for at most this long, calls <see cref="Woke"/>, and runs what is ready. -1: until there is something;
    /// 0: just looks.
    /// </summary>
    /// <returns>Whether it has run all that was ready.</returns>
    protected abstract bool Poll(int timeoutMs);

    /// <summary>The loop has waited: what is handled from here on is handled now, not when the waiting began.</summary>
    protected void Woke()
    {
        _pauses.Woke(_waitMs);
        _wheel.SetTime(ReadClock());
        _waitMs = 0;
    }

    /// <summary>Makes a <see cref="Poll"/> under way return. Called from any thread.</summary>
    protected abstract void Wake();

    /// <summary>Closes what the loop owns. Called on the loop, last.</summary>
    protected abstract void CloseAll();

    /// <summary>Reports a defect that a callback let escape.</summary>
    protected internal void ReportFault(Exception fault) => _onFault(fault);

    internal void Start() => _thread.Start();

    internal void Stop()
    {
        _stopping = true;
        Wake();
        if (!InLoop)
            _thread.Join();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Turn();
            }
            catch (Exception fault)
            {
                _onFault(fault);
            }
        }
        CloseAll();
    }

    private void Turn()
    {
        _waitMs = HasWork ? 0 : _wheel.MsToNextTick;
        var allRead = Poll(_waitMs);
        // What came in time is read first, also where the loop was late.
        if (_pauses.MayJudge(allRead && !HasWork))
            _wheel.Expire();
        RunWork();
    }

    private bool HasWork => _local.Count > 0 || !_posted.IsEmpty;

    private void RunWork()
    {
        // Cleared before the queue is read: work that is posted from here on wakes the loop again.
        Volatile.Write(ref _wakePending, 0);
        Interlocked.MemoryBarrier();
        while (_posted.TryDequeue(out var work))
            _local.Enqueue(work);
        if (_local.Count == 0)
            return;
        var (start, done) = (Stopwatch.GetTimestamp(), 0);
        do
        {
            if (!_local.TryDequeue(out var next))
                return;
            ReadsLeft = MaxReadsAtOnce;
            try
            {
                next.Execute();
            }
            catch (Exception fault)
            {
                _onFault(fault);
            }
        }
        while (++done % WorkPerLook != 0 || Stopwatch.GetTimestamp() - start < BudgetTicks);
    }

    private long ReadClock() => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    private sealed class ActionWork(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
