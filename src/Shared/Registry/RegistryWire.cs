using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>Formats of the registry's messages, events and states.</summary>
public static class RegistryWire
{
    public static IReadOnlyList<WireFormat> Formats { get; } =
    [
        WireFormat.Json("put-route/1", RegistryJson.Default.PutRoute),
        WireFormat.Json("remove-route/1", RegistryJson.Default.RemoveRoute),
        WireFormat.Json("replace-routes/1", RegistryJson.Default.ReplaceRoutes),
        WireFormat.Json("declare-routes/1", RegistryJson.Default.DeclareRoutes),
        WireFormat.Json("command-accepted/1", RegistryJson.Default.CommandAccepted),
        WireFormat.Json("command-rejected/1", RegistryJson.Default.CommandRejected),
        WireFormat.Json("route-put/1", RegistryJson.Default.RoutePut),
        WireFormat.Json("route-removed/1", RegistryJson.Default.RouteRemoved),
        WireFormat.Json("operator-routes-set/1", RegistryJson.Default.OperatorRoutesSet),
        WireFormat.Json("routes-declared/1", RegistryJson.Default.RoutesDeclared),
        WireFormat.Json("host-compacted/1", RegistryJson.Default.HostCompacted),
        WireFormat.Json("host-routes/1", RegistryJson.Default.HostRoutes),
        WireFormat.Json("get-host-routes/1", RegistryJson.Default.GetHostRoutes),
        WireFormat.Json("replica-digest/1", RegistryJson.Default.ReplicaDigest),
        WireFormat.Json("replica-in-sync/1", RegistryJson.Default.ReplicaInSync),
        WireFormat.Json("replica-buckets/1", RegistryJson.Default.ReplicaBuckets),
        WireFormat.Json("replica-want/1", RegistryJson.Default.ReplicaWant),
        WireFormat.Json("replica-routes/1", RegistryJson.Default.ReplicaRoutes),
    ];
}
