using System.Collections.Concurrent;
using ActorProxy.Shared.Taps;

namespace ActorProxy.Actors.Tunnels.Taps;

/// <summary>
/// Between a loop, which notes what passes and never waits, and the TapActor, which takes it when its watcher has
/// room. What does not fit is dropped, and leaves a gap in the numbers.
/// </summary>
/// <param name="wake">Tells the reader that there is something; once until it calls <see cref="Listen"/>, and when half is full.</param>
internal sealed class TapQueue(Action wake)
{
    /// <summary>Messages that wait at most. A burst of 4,000 outran a watcher on another node with a queue of 2,048.</summary>
    public const int MaxEntries = 8192;

    /// <summary>Bytes of payload that wait at most.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    private readonly ConcurrentQueue<TapEntry> _entries = new();
    private int _count;
    private int _bytes;
    private long _offered;
    private int _told;
    private bool _full; // half of it, at the last note
    private volatile bool _closed;
    private volatile string? _ended;
    private volatile Exception? _fault;

    /// <summary>What the tunnel ended for; null while it lives.</summary>
    public string? Ended => _ended;

    /// <summary>What went wrong in noting; null where nothing did.</summary>
    public Exception? Fault => _fault;

    /// <summary>Messages that have passed since the tap began.</summary>
    public long Offered => Volatile.Read(ref _offered);

    public bool IsEmpty => _entries.IsEmpty;

    /// <summary>Whether it is time to make room: what gathers now may soon be dropped.</summary>
    public bool IsHalfFull => Volatile.Read(ref _count) >= MaxEntries / 2 || Volatile.Read(ref _bytes) >= MaxBytes / 2;

    /// <summary>Notes a message. Called on the loop.</summary>
    public void Offer(TapFrame frame, DateTimeOffset time)
    {
        if (_closed)
            return;
        var number = _offered + 1;
        Volatile.Write(ref _offered, number);
        var bytes = frame.Captured.Length;
        if (Volatile.Read(ref _count) >= MaxEntries || Volatile.Read(ref _bytes) + bytes > MaxBytes)
            return;
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes);
        _entries.Enqueue(new TapEntry(number, time, frame));
        var full = IsHalfFull;
        if (full && !_full)
            wake(); // whether or not it listens: it shall not sleep until there is no room
        else
            Wake();
        _full = full;
    }

    /// <summary>Nothing more comes: the tunnel is over. Called on the loop.</summary>
    public void End(string reason)
    {
        _ended = reason;
        _closed = true;
        Wake();
    }

    /// <summary>Nothing more comes: noting failed. Called on the loop.</summary>
    public void Fail(Exception fault)
    {
        _fault = fault;
        _closed = true;
        Wake();
    }

    /// <summary>Nothing more comes: the tunnel has let go of the tap. Called on the loop, or when there is no tunnel.</summary>
    public void Close()
    {
        _closed = true;
        Wake();
    }

    /// <summary>Whether nothing more comes than is there.</summary>
    public bool IsClosed => _closed;

    /// <summary>What comes from here on wakes the reader again. Called before it looks.</summary>
    public void Listen() => Interlocked.Exchange(ref _told, 0);

    public bool TryPeek(out TapEntry entry) => _entries.TryPeek(out entry!);

    /// <summary>Forgets the entry that was peeked at.</summary>
    public void Drop()
    {
        if (!_entries.TryDequeue(out var entry))
            return;
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -entry.Frame.Captured.Length);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
            wake();
    }
}
