using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Limits;

/// <summary>How many connections a route may have.</summary>
public sealed record ConnectionLimit : IPolicy
{
    public ConnectionLimit()
    {
    }

    public ConnectionLimit(int maxConnections) => MaxConnections = maxConnections;

    [Setting("Connections of the route at a time, attempts under way and requests in flight included."),
        Between(0, 10_000_000, Zero = "no limit")]
    public int MaxConnections { get; init; }
}
