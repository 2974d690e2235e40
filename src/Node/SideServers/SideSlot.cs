using ActorProxy.Shared.Options;
using Serilog;

namespace ActorProxy.Node.SideServers;

/// <summary>
/// The place of an endpoint of the node's own: a reload may turn it on or off, or put it elsewhere. One reload at a time.
/// </summary>
/// <param name="part">What of the options it is made of, and is made anew where that changes.</param>
/// <param name="port">Its port there; 0 where it is off.</param>
/// <param name="start">Makes one that is on. Throws <see cref="IOException"/> where it cannot be.</param>
internal sealed class SideSlot<T>(Func<ProxyOptions, object> part, Func<ProxyOptions, int> port, Func<ProxyOptions, Task<T>> start,
    ILogger log) : IAsyncDisposable
    where T : class, ISideEndpoint
{
    /// <summary>How long what is under way at one that is replaced may go on: the reload's own answer goes by it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _cut = new();
    private ProxyOptions _options = new();
    private T? _current;
    private Task _ending = Task.CompletedTask;

    /// <summary>Null where it is off.</summary>
    public T? Current => Volatile.Read(ref _current);

    /// <exception cref="IOException">It cannot be.</exception>
    public async Task StartAsync(ProxyOptions options) => (_options, _current) = (options, await MakeAsync(options));

    /// <summary>Makes what other options want beside what is there; where both have one port, that one lets go of it first.</summary>
    /// <exception cref="IOException">It cannot be: all is as it was.</exception>
    public async Task<IStagedPart> StageAsync(ProxyOptions options)
    {
        if (part(options).Equals(part(_options)))
            return new Staged(this, options, null, IsNew: false, Unbound: false);
        var unbound = _current is not null && port(options) == port(_options);
        if (unbound)
            await _current!.UnbindAsync();
        try
        {
            return new Staged(this, options, await MakeAsync(options), IsNew: true, unbound);
        }
        catch (IOException) when (unbound)
        {
            await RestoreAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cut.CancelAsync();
        if (_current is { } current)
            await current.DisposeAsync();
        await _ending;
        _cut.Dispose();
    }

    private async Task<T?> MakeAsync(ProxyOptions options) => port(options) == 0 ? null : await start(options);

    /// <summary>One that has let go of its port gets it back.</summary>
    private async Task RestoreAsync()
    {
        var former = _current;
        try
        {
            Volatile.Write(ref _current, await MakeAsync(_options));
        }
        catch (IOException failure)
        {
            log.Error("{Problem:l}; it had let go of it for a reload that came to nothing", failure.Message);
            Volatile.Write(ref _current, null);
        }
        End(former);
    }

    private void End(T? former)
    {
        if (former is not null)
            _ending = Task.WhenAll(_ending, EndAsync(former));
    }

    private async Task EndAsync(T former)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(_cut.Token);
        late.CancelAfter(Grace);
        await former.EndAsync(late.Token);
    }

    private sealed record Staged(SideSlot<T> Slot, ProxyOptions Options, T? Next, bool IsNew, bool Unbound) : IStagedPart
    {
        private bool _taken;

        public void Commit()
        {
            _taken = true;
            Slot._options = Options;
            if (!IsNew)
                return;
            var former = Slot._current;
            Volatile.Write(ref Slot._current, Next);
            Slot.End(former);
        }

        public async ValueTask DisposeAsync()
        {
            if (_taken || !IsNew)
                return;
            if (Next is not null)
                await Next.DisposeAsync();
            if (Unbound)
                await Slot.RestoreAsync();
        }
    }
}
