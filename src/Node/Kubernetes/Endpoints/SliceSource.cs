using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using k8s;

namespace ActorProxy.Node.Kubernetes.Endpoints;

/// <summary>The endpoints of Kubernetes Services, whose slices are watched while a pool uses them. May be used from any thread.</summary>
public sealed class SliceSource : IEndpointSource
{
    private readonly ConcurrentDictionary<string, ServiceWatch> _watches = new(StringComparer.Ordinal); // by host
    private readonly FailureReports<(string Host, string What)> _failures = new(); // of a host, and of what backends want of it
    private readonly SliceApi _api;
    private readonly TimeProvider _time;
    private readonly string? _zone;

    /// <param name="configuration">Of the API; asked for when a Service is used first, and throws where there is none.</param>
    /// <param name="zone">The node's; null where it has none.</param>
    internal SliceSource(Func<KubernetesClientConfiguration> configuration, TimeProvider time, string? zone)
    {
        (_api, _time, _zone) = (new SliceApi(configuration), time, zone);
        _failures.Told += (key, news) => Failing?.Invoke(key.What, news);
    }

    public event Action<string>? Found;

    public event Action<string, FailureNews>? Failing;

    /// <summary>By the API of the cluster in which this process is a pod.</summary>
    public static SliceSource InCluster(TimeProvider time, string? zone) => new(KubernetesClientConfiguration.InClusterConfig, time, zone);

    public object Use(Backend backend)
    {
        while (true)
        {
            // One that nobody used any more may just be ending.
            if (WatchOf(backend.Address.Host).Use() is { } use)
                return use;
        }
    }

    public ImmutableArray<Endpoint>? Known(Backend backend)
    {
        if (!_watches.TryGetValue(backend.Address.Host, out var watch) || watch.Slices is not { } slices)
            return null;
        var endpoints = EndpointSlices.Endpoints(slices, backend.Addresses.Detail, backend.Address.Port, _zone, out var problem);
        var what = $"{backend.Address} ({backend.Addresses})";
        _failures.Report((backend.Address.Host, what), problem is null ? null : $"{what}: {problem}");
        return endpoints;
    }

    public void Dispose()
    {
        foreach (var watch in _watches.Values)
            watch.Dispose();
        _api.Dispose();
    }

    private ServiceWatch WatchOf(string host) => _watches.GetOrAdd(host, static (host, source) => new ServiceWatch(host, source._api,
        source._time, source.Forget, () => source.Found?.Invoke(host), failure => source._failures.Report((host, host), failure)), this);

    private void Forget(ServiceWatch watch)
    {
        _watches.TryRemove(KeyValuePair.Create(watch.Host, watch));
        _failures.End(key => key.Host == watch.Host);
    }
}
