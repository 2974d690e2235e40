namespace ActorProxy.Shared.Routing;

/// <summary>Which requests go to which pool, and how.</summary>
/// <param name="Id">Unique name, for people: in configuration, logs and the operator surface.</param>
public sealed record Route(string Id, HostPattern Host, PathPattern Path, BackendPool Pool, RoutePolicy Policy)
{
    /// <summary>Whose clients it serves. For those of other listeners it is as if it were not there.</summary>
    public RouteListeners Listeners { get; init; } = RouteListeners.All;
}
