using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>What is asked, and where: pools that ask a backend the same have one answer.</summary>
public sealed record CheckTarget(BackendKey Backend, HealthCheck Check)
{
    /// <summary>Whether a WebSocket is asked for by HTTP/2, where the backend takes it so.</summary>
    public bool WebSocketHttp2 { get; init; }

    public static CheckTarget Of(BackendPool pool, HealthCheck check, BackendAddress address) => new(BackendKey.Of(pool, address), check)
    {
        WebSocketHttp2 = check.Kind == HealthCheckKind.WebSocket && pool.WebSocketHttp2,
    };
}
