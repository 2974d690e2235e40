using System.Collections.Immutable;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Registry;

/// <summary>The registry's routes as a node has them at one moment.</summary>
public sealed record RegistryReplica(ImmutableArray<HostRoutes> Hosts);
