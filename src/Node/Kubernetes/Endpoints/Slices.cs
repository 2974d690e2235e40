using System.Net;
using ActorProxy.Shared.Backends.Endpoints;
using k8s.Models;

namespace ActorProxy.Node.Kubernetes.Endpoints;

/// <summary>Slices as the API has them, in the proxy's own words.</summary>
internal static class Slices
{
    public static EndpointSlice Of(V1EndpointSlice slice) => new(
        [
            .. (slice.Ports ?? []).Where(port => port is { Port: > 0, Protocol: null or "TCP" })
                .Select(port => new SlicePort(port.Name ?? "", port.Port!.Value)),
        ],
        [.. (slice.Endpoints ?? []).Select(Of).OfType<SliceEndpoint>()]);

    /// <summary>
    /// Null for one without an IP address. Several addresses are all the same endpoint's, and the first is the one to use.
    /// </summary>
    private static SliceEndpoint? Of(V1Endpoint endpoint)
    {
        if (!IPAddress.TryParse(endpoint.Addresses?.FirstOrDefault(), out var address))
            return null;
        // What is not said of it: ready, as the API has it for who does not know better; serving, as it is ready; not terminating.
        var isReady = endpoint.Conditions?.Ready ?? true;
        return new SliceEndpoint(address, isReady, endpoint.Conditions?.Serving ?? isReady, endpoint.Conditions?.Terminating ?? false,
            endpoint.Zone, [.. (endpoint.Hints?.ForZones ?? []).Select(zone => zone.Name)]);
    }
}
