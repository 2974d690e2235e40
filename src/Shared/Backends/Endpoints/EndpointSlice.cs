using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Shared.Backends.Endpoints;

/// <summary>A part of a Kubernetes Service's endpoints: <c>discovery.k8s.io/v1</c>, of addresses of one family.</summary>
public sealed record EndpointSlice(ImmutableArray<SlicePort> Ports, ImmutableArray<SliceEndpoint> Endpoints);

/// <summary>A port that all endpoints of a slice have, by TCP.</summary>
/// <param name="Name">Empty where it has none.</param>
public sealed record SlicePort(string Name, int Port);

/// <summary>One pod, as a rule.</summary>
/// <param name="IsReady">Whether it takes new connections.</param>
/// <param name="IsServing">Whether it serves, though it may be terminating.</param>
/// <param name="IsTerminating">Whether it is on its way out.</param>
/// <param name="Zone">Where it is; null where that is not known.</param>
/// <param name="ForZones">Whose clients are to use it; empty for no hint.</param>
public sealed record SliceEndpoint(
    IPAddress Address, bool IsReady, bool IsServing, bool IsTerminating, string? Zone, ImmutableArray<string> ForZones);

/// <summary>What the slices of a Service make of a backend.</summary>
public static class EndpointSlices
{
    /// <summary>
    /// The endpoints that take new connections: those that are ready; where none is, those that serve on while they terminate, as
    /// kube-proxy does it. An address is there once, though two slices may have it while it moves from one to the other.
    /// </summary>
    /// <param name="portName">The port's name; null for the one with the URL's number, or the only one.</param>
    /// <param name="urlPort">That of the backend's URL.</param>
    /// <param name="zone">That of the node; null where it has none.</param>
    /// <param name="problem">Which port is meant cannot be told: for the person who configured it.</param>
    public static ImmutableArray<Endpoint> Endpoints(
        IReadOnlyCollection<EndpointSlice> slices, string? portName, int urlPort, string? zone, out string? problem)
    {
        problem = null;
        var found = new Dictionary<(IPAddress, int), SliceEndpoint>();
        foreach (var slice in slices.Where(slice => !slice.Endpoints.IsEmpty))
        {
            if (PortOf(slice, portName, urlPort) is not { } port)
            {
                problem = ProblemOf(slice, portName, urlPort);
                return [];
            }
            foreach (var endpoint in slice.Endpoints)
                if (!found.TryGetValue((endpoint.Address, port), out var other) || !other.IsReady)
                    found[(endpoint.Address, port)] = endpoint;
        }
        var used = found.Where(endpoint => endpoint.Value.IsReady).ToList();
        if (used.Count == 0)
            used = [.. found.Where(endpoint => endpoint.Value is { IsServing: true, IsTerminating: true })];
        return
        [
            .. used.Select(endpoint => new Endpoint(endpoint.Key.Item1, Port: endpoint.Key.Item2, Zone: ZoneOf(endpoint.Value, zone)))
                .OrderBy(endpoint => $"{endpoint.At}", StringComparer.Ordinal),
        ];
    }

    /// <summary>A hint says more than the place: with hints, the zones share the endpoints as the cluster wants it.</summary>
    private static string? ZoneOf(SliceEndpoint endpoint, string? zone) =>
        zone is null || endpoint.ForZones.IsEmpty ? endpoint.Zone
        : endpoint.ForZones.Contains(zone) ? zone
        : endpoint.ForZones[0];

    private static int? PortOf(EndpointSlice slice, string? name, int urlPort) => name is not null
        ? slice.Ports.FirstOrDefault(port => port.Name == name)?.Port
        : slice.Ports is [var only] ? only.Port : slice.Ports.FirstOrDefault(port => port.Port == urlPort)?.Port;

    private static string ProblemOf(EndpointSlice slice, string? name, int urlPort)
    {
        var ports = slice.Ports.IsEmpty
            ? "it has none for TCP"
            : $"it has {string.Join(", ", slice.Ports.Select(port => $"{port.Port} {port.Name}".TrimEnd()))}";
        return name is not null
            ? $"it has no port of the name {name}: {ports}"
            : $"which of its ports is meant? {ports}; write one as the URL's port, which is {urlPort}, or as endpoint-slices:NAME";
    }
}
