using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using k8s;

namespace ActorProxy.Node.Kubernetes.Endpoints;

/// <summary>The endpoints of Kubernetes Services, whose slices are watched while a pool uses them. May be used from any thread.</summary>
public sealed class SliceSource : IEndpointSource
{
    private readonly ConcurrentDictionary<string, ServiceWatch> _watches = new(StringComparer.Ordinal); // by host
    private readonly ConcurrentDictionary<(string Host, string Backend), string> _problems = new(); // that were told
    private readonly SliceApi _api;
    private readonly TimeProvider _time;
    private readonly string? _zone;

    /// <param name="configuration">Of the API; asked for when a Service is used first, and throws where there is none.</param>
    /// <param name="zone">The node's; null where it has none.</param>
    internal SliceSource(Func<KubernetesClientConfiguration> configuration, TimeProvider time, string? zone) =>
        (_api, _time, _zone) = (new SliceApi(configuration), time, zone);

    public event Action<string>? Found;

    public event Action<string, string?>? Failing;

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
        Tell((backend.Address.Host, $"{backend.Address} ({backend.Addresses})"), problem);
        return endpoints;
    }

    public void Dispose()
    {
        foreach (var watch in _watches.Values)
            watch.Dispose();
        _api.Dispose();
    }

    private ServiceWatch WatchOf(string host) => _watches.GetOrAdd(host, static (host, source) => new ServiceWatch(host, source._api,
        source._time, source.Forget, () => source.Found?.Invoke(host), failure => source.Failing?.Invoke(host, failure)), this);

    private void Forget(ServiceWatch watch)
    {
        _watches.TryRemove(KeyValuePair.Create(watch.Host, watch));
        foreach (var over in _problems.Keys.Where(problem => problem.Host == watch.Host))
            Tell(over, null);
    }

    /// <summary>A problem is told once, and once that it is over.</summary>
    private void Tell((string Host, string Backend) what, string? problem)
    {
        if (problem is null ? _problems.TryRemove(what, out _) : _problems.TryAdd(what, problem))
            Failing?.Invoke(what.Backend, problem is null ? null : $"{what.Backend}: {problem}");
    }
}
