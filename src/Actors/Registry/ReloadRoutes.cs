using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Registry;

/// <summary>Tells the node's <see cref="RouteReplicaActor"/> of a new configuration.</summary>
public sealed record ReloadRoutes(StaticRoutes Configuration);
