using ActorProxy.Actors;
using ActorProxy.Actors.Health;
using ActorProxy.Node.Gateway;
using ActorProxy.Node.Health;
using ActorProxy.Node.Kubernetes;
using ActorProxy.Node.Logging;
using ActorProxy.Node.Persistence;
using ActorProxy.Node.Telemetry;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Serilog;

namespace ActorProxy.Node.Hosting;

/// <summary>A proxy node in this process, with all that belongs to it: log, database, HTTP gateway, health endpoint, discovery.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    private NodeHost()
    {
    }

    public ProxyNode Node { get; private set; } = null!;

    public NodeTelemetry Telemetry { get; private set; } = null!;

    /// <param name="akka">The user's own <c>akka</c> section, which goes before ours.</param>
    /// <exception cref="IOException">An address cannot be bound, a certificate or the registry's file cannot be used, or the like.</exception>
    public static async Task<NodeHost> StartAsync(ProxyOptions options, Config akka)
    {
        var log = NodeLog.Create(options.Log);
        Log.Logger = log;
        var host = new NodeHost();
        try
        {
            await host.StartAsync(options, akka, log);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drains the node, then ends its other parts, the last that was started first.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
        await Log.CloseAndFlushAsync();
    }

    private async Task StartAsync(ProxyOptions options, Config akka, ILogger log)
    {
        var time = TimeProvider.System;
        var config = akka.WithFallback(NodeLog.Akka(options.Log));
        var health = new NodeHealth();
        Telemetry = Keep(await NodeTelemetry.StartAsync(options));
        if (options.Health.Port != 0)
            Keep(await HealthEndpoint.StartAsync(options.Health, health, () => Node is not { Ended.IsCompleted: true }));
        if (options.Registry.Enabled)
            config = config.WithFallback(Keep(await RegistryDatabase.PrepareAsync(options.Registry, log, time)).Akka);
        var gateway = options.Http.Enabled ? Keep(await HttpGateway.StartAsync(options)) : null;
        Node = Keep(await ProxyNode.StartAsync(options, config, new SerilogAccessLog(log, options.AccessLog.Enabled), time,
            fault => log.Error(fault, "A callback on an event loop failed: a defect of ActorProxy"), gateway, health));
        if (options.Cluster is { Enabled: true, Discovery: DiscoveryMethod.Kubernetes })
            Keep(KubernetesJoin.Start(Node.System, options.Cluster, time));
    }

    private T Keep<T>(T part) where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
