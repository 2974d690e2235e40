using System.Net;
using ActorProxy.Actors.Health;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Node.Health;

/// <summary>
/// Answers an orchestrator on a port of its own: 200 or 503 to <see cref="HealthPaths"/>, with the reasons as plain text, and
/// 404 or 405 to all else. There are no secrets in it.
/// </summary>
public sealed class HealthEndpoint : ISideEndpoint
{
    private readonly SlimServer _server;

    private HealthEndpoint(SlimServer server) => _server = server;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => _server.Address;

    /// <summary>Starts it, also where <see cref="HealthOptions.Port"/> is 0: then the system chooses a port.</summary>
    /// <param name="systemRuns">Whether the actor system has not terminated; asked at each request, from any thread.</param>
    /// <param name="sockets">What connections beyond the kept places are counted in; null for no limit.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<HealthEndpoint> StartAsync(
        HealthOptions options, NodeHealth health, Func<bool> systemRuns, SocketBudget? sockets = null) =>
        new(await SideServer.StartAsync(new IPEndPoint(options.Address, options.Port), "health",
            new HealthAnswers(health, systemRuns).ServeAsync, sockets));

    /// <summary>Closes it, and cuts what is under way.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    ValueTask ISideEndpoint.UnbindAsync() => _server.UnbindAsync();

    Task ISideEndpoint.EndAsync(CancellationToken cut) => _server.EndAsync(cut);
}
