namespace ActorProxy.Actors.Names;

/// <summary>
/// One of <see cref="RenewedAnswers{TKey, T}"/>. What is known stays where there is no answer any more: that a server does not answer
/// says nothing of what it has told.
/// </summary>
internal sealed class RenewedAnswer<TKey, T>(TKey key, RenewedAnswers<TKey, T> all) : IDisposable
    where TKey : notnull where T : class
{
    private readonly Lock _lock = new();
    private readonly UseMark _use = new();
    private T? _known;
    private Task<T>? _asking;
    private ITimer? _renewal;
    private long _usedAt = all.Time.GetTimestamp();
    private bool _isOver;

    public TKey Key => key;

    /// <exception cref="LookupException">There is no answer, and none was there before.</exception>
    public ValueTask<T> AskAsync()
    {
        Volatile.Write(ref _usedAt, all.Time.GetTimestamp());
        return Volatile.Read(ref _known) is { } known ? ValueTask.FromResult(known) : new(LookAsync());
    }

    /// <summary>As of <see cref="RenewedAnswers{TKey, T}.Use"/>.</summary>
    public object Use() => _use.Take();

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _renewal?.Dispose();
        }
    }

    /// <summary>Asks, where nobody does.</summary>
    private Task<T> LookAsync()
    {
        lock (_lock)
        {
            if (_asking is { IsCompleted: false })
                return _asking;
            // Elsewhere: the system's resolver may keep its caller.
            return _asking = Task.Run(RenewAsync);
        }
    }

    private async Task<T> RenewAsync()
    {
        TimeSpan? next = null;
        try
        {
            var looked = await all.LookAsync(key);
            next = looked.RenewAfter;
            var before = _known;
            Volatile.Write(ref _known, looked.Value);
            all.Report(key, null);
            if (_use.IsTaken && (before is null || !all.IsSame(before, looked.Value)))
                all.TellFound(key);
            return looked.Value;
        }
        catch (LookupException failure) when (Volatile.Read(ref _known) is { } known)
        {
            next = all.RetryAfter;
            all.Report(key, failure.Message);
            return known;
        }
        catch (LookupException failure) when (_use.IsTaken)
        {
            next = all.RetryAfter;
            all.Report(key, failure.Message);
            throw;
        }
        catch (LookupException)
        {
            all.Forget(this); // one that had no answer yet is asked by whoever wants it
            all.Report(key, null);
            throw;
        }
        finally
        {
            Next(next);
        }
    }

    private void Next(TimeSpan? after)
    {
        lock (_lock)
        {
            _asking = null; // or the timer may find this question still under way, and ask no other
            _renewal?.Dispose();
            if (!_isOver && after is { } time)
                _renewal = all.Time.CreateTimer(static answer => ((RenewedAnswer<TKey, T>)answer!).OnRenewal(), this, time,
                    Timeout.InfiniteTimeSpan);
        }
    }

    private void OnRenewal()
    {
        if (all.Time.GetElapsedTime(Volatile.Read(ref _usedAt)) < RenewedAnswers<TKey, T>.ForgetAfter || _use.IsTaken)
        {
            RenewedAnswers<TKey, T>.LeaveFailure(LookAsync());
            return;
        }
        // Whoever has it still gets what is known, once.
        all.Forget(this);
        Dispose();
        all.Report(key, null);
    }
}
