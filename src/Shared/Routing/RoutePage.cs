using System.Collections.Immutable;

namespace ActorProxy.Shared.Routing;

/// <summary>Some of a table's routes, in order.</summary>
/// <param name="Next">Where the next page goes on; null where this is the last.</param>
public sealed record RoutePage(ImmutableArray<Route> Routes, RoutePlace? Next);
