using System.Net;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// A name's addresses, renewed while somebody uses them. What is known stays where the name cannot be resolved any more: that its server
/// does not answer says nothing of the backend. May be used from any thread.
/// </summary>
/// <param name="ask">Throws <see cref="UpstreamException"/> where there is no answer.</param>
/// <param name="forget">Told that nobody has used it for long.</param>
/// <param name="found">Told of other addresses than before.</param>
/// <param name="onChanged">As of <see cref="AddressResolver"/>.</param>
internal sealed class ResolvedName(string host, TimeProvider time, Func<string, Task<IPAddress[]>> ask, Action<ResolvedName> forget,
    Action<string> found, Action<string, string?>? onChanged) : IDisposable
{
    private readonly Lock _lock = new();
    private WeakReference<object>? _use;
    private IPAddress[]? _known;
    private Task<IPAddress[]>? _asking;
    private ITimer? _renewal;
    private long _usedAt = time.GetTimestamp();
    private bool _isFailing;
    private bool _isOver;

    public string Host => host;

    /// <exception cref="UpstreamException">There is no answer, and none was there before.</exception>
    public ValueTask<IPAddress[]> ResolveAsync()
    {
        Volatile.Write(ref _usedAt, time.GetTimestamp());
        return Volatile.Read(ref _known) is { } known ? ValueTask.FromResult(known) : new(AskAsync());
    }

    /// <summary>As of <see cref="AddressResolver.Use"/>.</summary>
    public object Use()
    {
        lock (_lock)
        {
            if (_use?.TryGetTarget(out var use) != true)
                _use = new WeakReference<object>(use = new object());
            return use!;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _renewal?.Dispose();
        }
    }

    private bool IsUsed => _use?.TryGetTarget(out _) == true;

    /// <summary>Asks, where nobody does.</summary>
    private Task<IPAddress[]> AskAsync()
    {
        lock (_lock)
        {
            if (_asking is { IsCompleted: false })
                return _asking;
            // Elsewhere: the system's resolver may keep its caller.
            return _asking = Task.Run(RenewAsync);
        }
    }

    private async Task<IPAddress[]> RenewAsync()
    {
        try
        {
            var addresses = await ask(host);
            var before = _known;
            Volatile.Write(ref _known, addresses);
            Tell(null);
            // Resolvers turn them round with each answer.
            if (before is null || !before.ToHashSet().SetEquals(addresses))
                found(host);
            return addresses;
        }
        catch (UpstreamException failure) when (Volatile.Read(ref _known) is { } known)
        {
            Tell(failure.Message);
            return known;
        }
        catch (UpstreamException) when (!IsUsed)
        {
            forget(this); // one that nobody has resolved yet is asked for by whoever wants it
            throw;
        }
        finally
        {
            Next();
        }
    }

    /// <summary>Is told once where it cannot be resolved any more, and once where it can be again.</summary>
    private void Tell(string? failure)
    {
        if (_isFailing == failure is not null)
            return;
        _isFailing = failure is not null;
        onChanged?.Invoke(host, failure);
    }

    private void Next()
    {
        lock (_lock)
        {
            _renewal?.Dispose();
            if (!_isOver && _known is not null)
                _renewal = time.CreateTimer(static name => ((ResolvedName)name!).OnRenewal(), this, AddressResolver.RenewAfter,
                    Timeout.InfiniteTimeSpan);
        }
    }

    private void OnRenewal()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _usedAt)) < AddressResolver.ForgetAfter || IsUsed)
        {
            _ = AskAsync();
            return;
        }
        // Whoever has it still gets what is known, once.
        forget(this);
        Dispose();
    }
}
