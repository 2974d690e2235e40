using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Tests.Persistence.Clustered;

/// <summary>Short forms of hosts and routes.</summary>
internal static class WalkRoutes
{
    public static HostPattern Host(string text) =>
        HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error);

    /// <summary>A route with a path of its own.</summary>
    public static Route Of(HostPattern host, string id) =>
        TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1"), $"/{id}") with { Id = id, Host = host };
}
