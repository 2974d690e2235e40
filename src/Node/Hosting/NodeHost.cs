using ActorProxy.Actors;
using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Health;
using ActorProxy.Node.Admin;
using ActorProxy.Node.Gateway;
using ActorProxy.Node.Health;
using ActorProxy.Node.Kubernetes;
using ActorProxy.Node.Kubernetes.Endpoints;
using ActorProxy.Node.Logging;
using ActorProxy.Node.Pbm;
using ActorProxy.Node.Persistence;
using ActorProxy.Node.Reload;
using ActorProxy.Node.Resources;
using ActorProxy.Node.SideServers;
using ActorProxy.Node.Telemetry;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Akka.Configuration;
using Serilog;
using Serilog.Core;

namespace ActorProxy.Node.Hosting;

/// <summary>A proxy node in this process, with all that belongs to it: log, database, HTTP gateway, health endpoint, discovery.</summary>
public sealed class NodeHost : IAsyncDisposable, IReloadTarget
{
    /// <summary>Before the user's own configuration: Akka's has tokens and passwords, and is logged as it is.</summary>
    private static readonly Config Discreet = ConfigurationFactory.ParseString("akka.log-config-on-start = off");

    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly LogLines _lines = new();
    private readonly LoggingLevelSwitch _level = new();
    private readonly MemoryGauge _memory = new();
    private ILogger _log = Logger.None;
    private SideSlot<HealthEndpoint> _health = null!;
    private SideSlot<AdminEndpoint> _admin = null!;
    private ResourceWatch _resources = null!;

    private NodeHost()
    {
    }

    public ProxyNode Node { get; private set; } = null!;

    public NodeTelemetry Telemetry { get; private set; } = null!;

    /// <param name="akka">The user's own <c>akka</c> section, which goes before ours.</param>
    /// <exception cref="IOException">
    /// An address cannot be bound, a certificate, the registry's file or the section <c>akka</c> cannot be used, or the like.
    /// </exception>
    public static async Task<NodeHost> StartAsync(ProxyOptions options, Config akka)
    {
        var limit = OpenFiles.RaiseLimit();
        var sockets = ResourceLimits.Budget(options, limit);
        var host = new NodeHost();
        Log.Logger = host._log = NodeLog.Create(options.Log, host._level, () => (host.Node?.Options ?? options).Log.Format, host._lines);
        try
        {
            await host.StartAsync(options, akka, sockets, limit);
            return host;
        }
        catch (Exception failure)
        {
            await host.DisposeAsync();
            if (StartFailure.Explain(failure, options) is { } told)
                throw told;
            throw;
        }
    }

    ProxyOptions IReloadTarget.Within(ProxyOptions options) => ResourceLimits.Within(options, _memory.Limit, _log);

    async Task IReloadTarget.ReloadAsync(ProxyOptions options)
    {
        using var node = Node.Stage(options);
        var token = options.Admin.Port == 0 ? null : AdminEndpoint.TokenOf(options.Admin, _admin.Current);
        await using var metrics = await Telemetry.StageAsync(options);
        await using var health = await _health.StageAsync(options);
        await using var admin = await _admin.StageAsync(options);
        // From here on nothing fails.
        await node.CommitAsync();
        NodeLog.Set(options.Log.Level, _level, Node);
        Telemetry.Take(options, scraped: options.Admin.Port != 0);
        metrics.Commit();
        health.Commit();
        admin.Commit();
        _admin.Current?.Take(options.Admin, token);
        _resources.Take(options);
    }

    /// <summary>Drains the node, then ends its other parts, the last that was started first.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
        await LogEnd.CloseAsync(_lines, Log.CloseAndFlush, FinalMessages.Stderr, NodeClock.System);
        _lines.Dispose();
    }

    /// <param name="limit">Descriptors that the process may have; null where that is not known.</param>
    private async Task StartAsync(ProxyOptions options, Config akka, SocketBudget sockets, long? limit)
    {
        var (time, log) = (NodeClock.System, _log);
        options = ResourceLimits.Within(options, _memory.Limit, log);
        var config = Discreet.WithFallback(akka).WithFallback(NodeLog.Akka(options.Log));
        var health = new NodeHealth();
        Telemetry = Keep(await NodeTelemetry.StartAsync(options, scraped: options.Admin.Port != 0, sockets));
        _health = Keep(new SideSlot<HealthEndpoint>(all => all.Health, all => all.Health.Port,
            all => HealthEndpoint.StartAsync(all.Health, health, () => Node is not { Ended.IsCompleted: true }, sockets), log));
        await _health.StartAsync(options);
        // Another token is taken over where it stands.
        _admin = Keep(new SideSlot<AdminEndpoint>(all => all.Admin with { Token = null, TokenFile = null }, all => all.Admin.Port,
            all => AdminEndpoint.StartAsync(all.Admin, new LateOperatorService(() => Node?.Operator), health,
                () => Node is not { Ended.IsCompleted: true }, Telemetry.ServeAsync, time, log, sockets, _admin.Current), log));
        await _admin.StartAsync(options);
        var database = options.Registry.Enabled
            ? Keep(await RegistryDatabase.PrepareAsync(options.Registry, log, time, shared: options.Cluster.Enabled))
            : null;
        if (database is not null)
            config = config.WithFallback(database.Akka);
        var saved = options.Registry.Enabled ? RouteFile.Open(options.Registry.SavedRoutes, log) : null;
        if (saved is not null)
            Keep(saved);
        var gateway = Keep(await HttpGateway.StartAsync(options)); // also where http.enabled is off: a reload may turn it on
        Node = Keep(await ProxyNode.StartAsync(options, config,
            new SerilogAccessLog(log, () => (Node?.Options ?? options).AccessLog.Enabled), time,
            fault => log.Error(fault, "A callback on an event loop failed: a defect of ActorProxy"), gateway, health, sockets, database,
            slices: SliceSource.InCluster(time, options.Zone), contacts: options.Cluster
                is { Enabled: true, Discovery: DiscoveryMethod.Kubernetes } cluster ? PodLook.InCluster(cluster, time) : null,
            saved: saved));
        _resources = Keep(WatchResources(options, sockets, limit, _memory, health, log));
        _resources.Start(time);
        if (options.Pbm.Port != 0)
            PbmAdapter.Start(Node.System, Node.Operator, options.Pbm);
        Node.Operator.Add(LogLevelHandler.Of(_level, Node));
    }

    private static ResourceWatch WatchResources(ProxyOptions options, SocketBudget sockets, long? limit, MemoryGauge memory,
        NodeHealth health, ILogger log)
    {
        DescriptorPlan? plan = limit is { } known && OpenFiles.Count() is { } open
            ? SocketPlan.For(options, known, Math.Max(0, open - sockets.Open))
            : null;
        if (plan is { } counted)
        {
            ResourceLimits.Check(counted, options.Limits.MaxConnections, log);
            sockets.Capacity = counted.Capacity;
        }
        return new ResourceWatch(plan, sockets, ResourceSources.OfProcess(memory), health, log);
    }

    private T Keep<T>(T part) where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
