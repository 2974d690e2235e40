using System.Collections.Immutable;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Node.Kubernetes.Endpoints;

/// <summary>Follows the slices of one Service while somebody uses it. May be used from any thread.</summary>
/// <param name="host">The Service, as <see cref="SliceApi.ServiceOf"/> reads it.</param>
/// <param name="forget">Told that nobody uses it any more.</param>
/// <param name="found">Told of each change.</param>
/// <param name="report">Told of each answer: what is wrong with it, or null.</param>
internal sealed class ServiceWatch(
    string host, SliceApi api, TimeProvider time, Action<ServiceWatch> forget, Action found, Action<string?> report) : IDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly UseMark _use = new();
    private ImmutableDictionary<string, EndpointSlice>? _slices; // by name
    private string? _version; // up to which they are known; null where they are to be listed
    private bool _isFollowed;
    private bool _isOver;

    public string Host => host;

    /// <summary>Null while they are not known.</summary>
    public IReadOnlyCollection<EndpointSlice>? Slices => Volatile.Read(ref _slices)?.Values.ToList();

    /// <summary>It is followed while the object that is returned is there; null where it has just ended.</summary>
    public object? Use()
    {
        lock (_lock)
        {
            if (_isOver)
                return null;
            var use = _use.Take();
            if (!_isFollowed)
                _ = Task.Run(FollowAsync);
            _isFollowed = true;
            return use;
        }
    }

    public void Dispose() => _stop.Cancel();

    private async Task FollowAsync()
    {
        var retry = FirstRetry;
        while (MayGoOn())
        {
            try
            {
                await FollowOnceAsync();
                retry = FirstRetry;
                await WaitAsync(retry); // an API that ends each answer at once is not to be asked without a pause
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                _version = null; // what was missed is in the next list
                report($"the endpoints of {host} are not known: {SliceApi.Explain(failure)}");
                await WaitAsync(retry);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }
    }

    /// <summary>Until the API ends the answer, which it does every minute.</summary>
    private async Task FollowOnceAsync()
    {
        if (_version is null)
        {
            var (slices, version) = await api.ListAsync(host, _stop.Token);
            _version = version;
            Take(slices);
        }
        try
        {
            await foreach (var change in api.WatchAsync(host, _version, _stop.Token))
            {
                _version = change.Version;
                if (change.Slice is { } slice)
                    Take(_slices!.SetItem(change.Name, slice));
                else if (change.IsGone)
                    Take(_slices!.Remove(change.Name));
            }
        }
        catch (Exception end) when (end.GetBaseException() is EndOfStreamException)
        {
            // So the client library calls the end of an answer in which there was no change.
        }
    }

    private void Take(ImmutableDictionary<string, EndpointSlice> slices)
    {
        Volatile.Write(ref _slices, slices);
        report(null);
        found();
    }

    private bool MayGoOn()
    {
        lock (_lock)
        {
            if (!_stop.IsCancellationRequested && _use.IsTaken)
                return true;
            _isOver = true;
        }
        forget(this);
        return false;
    }

    private async Task WaitAsync(TimeSpan duration)
    {
        try
        {
            await Task.Delay(duration * (0.5 + 0.5 * Random.Shared.NextDouble()), time, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The node ends, and so does what waited.
        }
    }
}
