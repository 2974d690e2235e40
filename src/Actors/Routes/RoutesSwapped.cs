using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Routes;

/// <summary>Tells that the node serves by this table now.</summary>
public sealed record RoutesSwapped(RouteTable Table);
