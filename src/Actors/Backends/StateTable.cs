using System.Collections.Concurrent;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// States by what they are the state of. There is one at a time: an old route table's is held weakly, so as long as a connection
/// has it the same one is found again, and when none has it any more it is gone. May be used from any thread.
/// </summary>
internal sealed class StateTable<TKey, TState>(Func<TKey, TState> make) where TKey : notnull where TState : class
{
    /// <summary>New ones after which it is worth looking for old ones: a table may have 100,000 routes.</summary>
    private const int PruneEvery = 1000;

    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _pruning = new();
    private int _made;
    private int _pruneAt = PruneEvery;

    /// <summary>All, those that nothing has among them until they are looked for.</summary>
    public int Count => _entries.Count;

    public TState Of(TKey key)
    {
        while (true)
        {
            if (!_entries.TryGetValue(key, out var entry))
                entry = _entries.GetOrAdd(key, Make);
            if (entry.State is { } state)
                return state;
            _entries.TryRemove(KeyValuePair.Create(key, entry));
        }
    }

    /// <summary>
    /// Lets go of what is not current, where enough has been made since the last time. In all a small number of steps for each that
    /// was made.
    /// </summary>
    /// <param name="current">What is kept though no connection has it.</param>
    public void Prune(Func<IEnumerable<TKey>> current)
    {
        lock (_pruning)
        {
            if (Volatile.Read(ref _made) < _pruneAt)
                return;
            Volatile.Write(ref _made, 0);
            var kept = current().ToHashSet();
            foreach (var (key, entry) in _entries)
            {
                if (kept.Contains(key))
                    entry.Hold();
                else
                    entry.LetGo();
                if (entry.State is null)
                    _entries.TryRemove(KeyValuePair.Create(key, entry));
            }
            _pruneAt = Math.Max(PruneEvery, kept.Count);
        }
    }

    private Entry Make(TKey key)
    {
        Interlocked.Increment(ref _made);
        return new Entry(make(key));
    }

    private sealed class Entry(TState state)
    {
        private readonly WeakReference<TState> _weak = new(state);
        private volatile TState? _held = state; // which is all that is read on a request's path

        /// <summary>Null where nothing had it any more.</summary>
        public TState? State => _held ?? (_weak.TryGetTarget(out var state) ? state : null);

        public void Hold() => _held = State;

        public void LetGo() => _held = null;
    }
}
