using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Puts these in the place of all of an operator's routes of the host.</summary>
public sealed record ReplaceRoutes(string Id, HostPattern Host, ImmutableArray<Route> Routes) : RegistryCommand(Id, Host);
