namespace ActorProxy.Actors.Names;

/// <summary>
/// Decides what is told, and counted, of things that are asked for again and again and fail: each failure once, and its end. Each outcome
/// is reported here, and nobody else remembers what was told. May be used from any thread.
/// </summary>
public sealed class FailureReports<TKey>(IEqualityComparer<TKey>? comparer = null) where TKey : notnull
{
    private readonly Lock _telling = new();
    private readonly Dictionary<TKey, string> _failures = new(comparer);

    /// <summary>
    /// Told where something fails, where it fails with something else than before, and where that is over; on the thread that reports it.
    /// </summary>
    public event Action<TKey, FailureNews>? Told;

    /// <summary>Reports how a thing is.</summary>
    /// <param name="failure">What is wrong; null where there is an answer, or nobody wants one any more.</param>
    public void Report(TKey key, string? failure)
    {
        // Within the lock: who counts must hear of a beginning before its end.
        lock (_telling)
        {
            var before = _failures.GetValueOrDefault(key);
            if (before == failure)
                return;
            if (failure is null)
                _failures.Remove(key);
            else
                _failures[key] = failure;
            Told?.Invoke(key, new FailureNews(failure, IsFirst: before is null));
        }
    }

    /// <summary>Nobody wants these any more.</summary>
    public void End(Func<TKey, bool> which)
    {
        lock (_telling)
        {
            foreach (var key in _failures.Keys.Where(which).ToList())
                Report(key, null);
        }
    }
}

/// <summary>What is told of something that fails.</summary>
/// <param name="Failure">What is wrong; null where it is over: there is an answer again, or nobody wants one any more.</param>
/// <param name="IsFirst">Whether nothing was wrong before.</param>
public readonly record struct FailureNews(string? Failure, bool IsFirst)
{
    /// <summary>By which the number of those that fail changes: 1, -1, or 0 for another failure of one that does.</summary>
    public int Change => Failure is null ? -1 : IsFirst ? 1 : 0;
}
