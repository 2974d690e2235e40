namespace ActorProxy.Shared.Draining;

/// <summary>
/// How many connections a node may close now, of those that it closes one after another: so many a second, or all that are due where there
/// is no bound. What is granted holds for a while, since who grants it may be gone. May be used from any thread.
/// </summary>
public sealed class CloseBudget(TimeProvider time)
{
    /// <summary>What may gather while nothing is due: in no second more is closed than a tenth above the rate.</summary>
    private static readonly TimeSpan Gathers = TimeSpan.FromSeconds(0.1);

    private readonly Lock _taking = new();
    private double? _rate; // closes a second; null for no bound
    private double? _later; // the rate once the grant does not hold any more
    private long _until;
    private long _at = time.GetTimestamp();
    private double _credit;
    private int _pending;
    private bool _paused;

    /// <summary>Connections that are to be closed and have not been.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Closes a second; null for no bound, 0 while the node has to wait.</summary>
    public double? Rate
    {
        get
        {
            lock (_taking)
                return _paused ? 0 : Now();
        }
    }

    /// <summary>While it is set, nothing is closed.</summary>
    public bool Paused
    {
        get => Volatile.Read(ref _paused);
        set => Volatile.Write(ref _paused, value);
    }

    /// <summary>Whether the node wants to be the only one that drains.</summary>
    public bool Alone { get; set => Volatile.Write(ref field, value); }

    /// <summary>Nodes that drain before this one does.</summary>
    public int Ahead { get; set => Volatile.Write(ref field, value); }

    /// <param name="rate">Closes a second, 0 or more; null for no bound.</param>
    /// <param name="holds">For how long.</param>
    /// <param name="later">The rate from then on, where nothing else is granted; null for no bound.</param>
    public void Grant(double? rate, TimeSpan holds, double? later)
    {
        lock (_taking)
        {
            Gather();
            (_rate, _later) = (rate, later);
            _until = time.GetTimestamp() + (long)(holds.TotalSeconds * time.TimestampFrequency);
        }
    }

    /// <summary>Whether one more may be closed now.</summary>
    public bool TryTake()
    {
        lock (_taking)
        {
            if (_paused)
                return false;
            if (Now() is null)
                return true;
            Gather();
            if (_credit < 1)
                return false;
            _credit--;
            return true;
        }
    }

    /// <summary>More, or with a negative number fewer, connections are to be closed.</summary>
    public void Add(int pending) => Interlocked.Add(ref _pending, pending);

    private double? Now() => time.GetTimestamp() < _until ? _rate : _later;

    private void Gather()
    {
        var now = time.GetTimestamp();
        var rate = Now() ?? 0; // where there is no bound, nothing gathers for when there is one
        // And one more, or a rate of a few a second would hardly ever gather a whole one.
        _credit = Math.Min(_credit + rate * time.GetElapsedTime(_at, now).TotalSeconds, 1 + rate * Gathers.TotalSeconds);
        _at = now;
    }
}
