namespace ActorProxy.Shared.Routing;

/// <summary>Why a route cannot be in a table.</summary>
/// <param name="RouteId">The route at fault; of two that collide, the later one.</param>
public sealed record RouteTableError(string RouteId, string Message);
