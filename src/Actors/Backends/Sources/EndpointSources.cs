using System.Collections.Immutable;
using System.Net;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Backends.Sources;

/// <summary>Who tells of the endpoints of which backends. May be used from any thread.</summary>
public sealed class EndpointSources : IDisposable
{
    private readonly Dictionary<EndpointSourceKind, IEndpointSource> _sources;

    /// <param name="names">Disposed of by this one.</param>
    /// <param name="retryAfter">When a file is read, or a name is asked for again, that could not be.</param>
    /// <param name="slices">Knows the Services of Kubernetes; null where there is none. Disposed of by this one.</param>
    public EndpointSources(
        TimeProvider time, INameLookup lookup, AddressResolver names, Func<TimeSpan> retryAfter, IEndpointSource? slices = null)
    {
        var services = new RenewedAnswers<string, Services>(time, async name => await ServicesOfAsync(lookup, names, name),
            static (one, other) => one.Records.SequenceEqual(other.Records), retryAfter, StringComparer.OrdinalIgnoreCase);
        var files = new RenewedAnswers<string, Endpoint[]>(time, new EndpointFiles().ReadAsync,
            static (one, other) => one.SequenceEqual(other), static () => EndpointFiles.ReadAgainAfter);
        _sources = new()
        {
            [EndpointSourceKind.All] = new RenewedSource<IPAddress[]>(names.Names, HostOf, static addresses =>
                [.. addresses.Distinct().OrderBy(static at => $"{at}", StringComparer.Ordinal).Select(static at => new Endpoint(at))]),
            [EndpointSourceKind.Services] = new RenewedSource<Services>(services, HostOf,
                known => ServiceRecords.Endpoints(known.Records, target => names.Names.Known(target) ?? [])),
            [EndpointSourceKind.File] = new RenewedSource<Endpoint[]>(files, static backend => backend.Addresses.Detail!,
                static endpoints => [.. endpoints]),
        };
        if (slices is not null)
            _sources.Add(EndpointSourceKind.Slices, slices);
        foreach (var source in _sources.Values)
        {
            source.Found += _ => Found?.Invoke();
            source.Failing += (what, news) => Failing?.Invoke(what, news);
        }
    }

    /// <summary>Told that a backend may have other endpoints than before; on any thread.</summary>
    public event Action? Found;

    /// <inheritdoc cref="IEndpointSource.Failing"/>
    public event Action<string, FailureNews>? Failing;

    /// <inheritdoc cref="IEndpointSource.Use"/>
    /// <returns>Null where nothing tells of them.</returns>
    public object? Use(Backend backend) => SourceOf(backend)?.Use(backend);

    /// <summary>What a backend stands for now: itself, while nothing is known of its endpoints.</summary>
    public ImmutableArray<Backend> BackendsOf(Backend backend) =>
        SourceOf(backend)?.Known(backend) is { } endpoints ? [.. endpoints.Select(backend.AtEndpoint)] : [backend];

    public void Dispose()
    {
        foreach (var source in _sources.Values)
            source.Dispose();
    }

    private IEndpointSource? SourceOf(Backend backend) => backend.IsFound ? _sources.GetValueOrDefault(backend.Addresses.Kind) : null;

    private static string HostOf(Backend backend) => backend.Address.Host;

    /// <summary>Their targets are asked for as long as the records are known; those that have no answer yet are waited for.</summary>
    private static async Task<Looked<Services>> ServicesOfAsync(INameLookup lookup, AddressResolver names, string name)
    {
        var looked = await lookup.ServicesAsync(name);
        string[] targets = [.. looked.Value.Where(ServiceRecords.IsEndpoint).Select(record => record.Target).Distinct()];
        var uses = targets.Select(names.Names.Use).ToImmutableArray();
        Task answers = Task.WhenAll(targets.Select(target => names.Names.AskAsync(target).AsTask()));
        await answers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // of each that fails it is told by its name
        return new(new Services(looked.Value, uses), looked.RenewAfter);
    }

    /// <param name="Uses">Of the targets' names.</param>
    private sealed record Services(ImmutableArray<ServiceRecord> Records, ImmutableArray<object> Uses);
}
