using System.Net;
using ActorProxy.Actors.Health;
using ActorProxy.Shared.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorProxy.Node.Health;

/// <summary>
/// Answers an orchestrator on a port of its own: 200 or 503 to <see cref="HealthPaths"/>, with the reasons as plain text, and
/// 404 or 405 to all else. It is no surface for anybody else: few connections, small requests, no secrets.
/// </summary>
public sealed class HealthEndpoint : IAsyncDisposable
{
    /// <summary>A kubelet has up to three probes under way; the rest is for people who look.</summary>
    private const int MaxConnections = 32;

    private const int MaxHeadSize = 4096;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A kubelet opens a connection for each probe; others who keep theirs do not keep out the next.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly SlimServer _server;

    private HealthEndpoint(SlimServer server) => _server = server;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => _server.Address;

    /// <summary>Starts it, also where <see cref="HealthOptions.Port"/> is 0: then the system chooses a port.</summary>
    /// <param name="systemRuns">Whether the actor system has not terminated; asked at each request, from any thread.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<HealthEndpoint> StartAsync(HealthOptions options, NodeHealth health, Func<bool> systemRuns) => new(await SlimServer.StartAsync(
        "health endpoint", "health", new IPEndPoint(options.Address, options.Port), Configure,
        listen => listen.Protocols = HttpProtocols.Http1, new HealthAnswers(health, systemRuns).ServeAsync));

    /// <summary>Closes it, and cuts what is under way.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = MaxHeadSize;
        limits.MaxRequestHeadersTotalSize = MaxHeadSize;
        limits.MaxRequestBufferSize = 2 * MaxHeadSize;
        limits.RequestHeadersTimeout = HeadTimeout;
        limits.KeepAliveTimeout = KeepAlive;
    }
}
