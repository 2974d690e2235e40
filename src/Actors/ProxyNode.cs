using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Listeners;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Pools;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tls;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using ActorProxy.Transport.Epoll;
using ActorProxy.Transport.Sockets;
using Akka;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors;

/// <summary>
/// A running proxy: its transport, its actor system and what they share. Stopping it closes tunnels with 1001 and lets the
/// gateway finish its requests.
/// </summary>
public sealed class ProxyNode : IAsyncDisposable
{
    /// <summary>Small reads in a row after which a tunnel moves into its loop's ring: the move costs about as much as ten messages.</summary>
    private const int CalmReads = 32;

    private readonly IActorRef _proxy;
    private readonly NodeMetrics _nodeMetrics;

    private ProxyNode(ProxyContext context, NodeMetrics nodeMetrics, ActorSystem system, IActorRef proxy, IActorRef directory, BoundListeners listeners, NodeHealth health, NodeRegistry? registry)
    {
        Operator = NodeOperator.Start(new OperatorContext(system, context, health, directory, registry));
        Directory = directory;
        Health = health;
        Registry = registry;
        Context = context;
        _nodeMetrics = nodeMetrics;
        System = system;
        _proxy = proxy;
        Listeners = listeners;
    }

    public ActorSystem System { get; }

    /// <summary>Host and port in the cluster, or <c>local</c> where there is none.</summary>
    public string Name => NodeTargets.NameOf(System);

    /// <summary>The <see cref="ConnectionDirectory"/>.</summary>
    public IActorRef Directory { get; }

    /// <summary>Where operators' commands go. Commands that need more than the node has are added by who has it.</summary>
    public OperatorService Operator { get; }

    public NodeHealth Health { get; }

    /// <summary>Null where the node has the routes of its configuration and no others.</summary>
    public NodeRegistry? Registry { get; }

    /// <summary>Done when the node has ended, be it by itself: see <see cref="WasDowned"/>.</summary>
    public Task Ended => System.WhenTerminated;

    /// <summary>Whether the node ends because its cluster goes on without it.</summary>
    public bool WasDowned => CoordinatedShutdown.Get(System).ShutdownReason is CoordinatedShutdown.ClusterDowningReason;

    public ProxyMetrics Metrics => Context.Metrics;

    public BoundListeners Listeners { get; }

    internal ProxyContext Context { get; }

    /// <summary>Starts everything and waits until all listeners accept.</summary>
    /// <param name="akka">The actor system's configuration, for what the proxy does not set itself.</param>
    /// <param name="gateway">Serves what is no WebSocket upgrade; without one it is answered with 426.</param>
    /// <param name="health">Is told how the node is.</param>
    /// <exception cref="TransportException">A listener's address cannot be bound.</exception>
    /// <exception cref="ActorProxy.Transport.Tls.CertificateException">A file with a certificate, key or roots cannot be used.</exception>
    public static async Task<ProxyNode> StartAsync(ProxyOptions options, Config akka, IAccessLog accessLog, TimeProvider time,
        Action<Exception> onFault, IHttpGateway? gateway = null, NodeHealth? health = null)
    {
        var buffers = new BufferBudget(options.Limits.BufferMemory == 0 ? long.MaxValue : options.Limits.BufferMemory);
        var transport = CreateTransport(options.Transport, buffers, time, onFault);
        ActorSystem system;
        try
        {
            system = CreateSystem(options, akka, transport, time);
        }
        catch
        {
            transport.Dispose();
            throw;
        }
        system.Log.Info("Transport {Transport} with {Loops} loops", transport.Name, transport.Loops.Count);
        NodeTls tls;
        try
        {
            tls = new NodeTls(options, time, Logging.GetLogger(system, typeof(NodeTls)), http2: gateway is not null);
        }
        catch
        {
            await system.Terminate();
            transport.Dispose();
            throw;
        }
        var metrics = new ProxyMetrics(transport.Loops.Count, options.Metrics.MaxSeries);
        var connections = new ConnectionTable();
        var taps = system.ActorOf(Props.Create(() => new TapDesk(options.Tap, metrics, time)), "taps");
        var directory = system.ActorOf(Props.Create(() => new ConnectionDirectory(connections, time, taps)), "connections");
        var context = new ProxyContext
        {
            Transport = transport,
            Options = options,
            Routes = new RouteTableHolder(options.Routes),
            Pools = new PoolLoads(),
            Resolver = new AddressResolver(time),
            Tls = tls,
            Tunnels = new TunnelFactory(transport, new TunnelGraphs(system, transport.Loops),
                MessageFilters.Shipped, Logging.GetLogger(system, typeof(MessageFilters))),
            Admission = new AdmissionGate(options.Limits, time),
            Connections = connections,
            Metrics = metrics,
            AccessLog = accessLog,
            Time = time,
            Ids = new ConnectionIds(),
            Gateway = gateway,
        };
        system.ActorOf(Props.Create(() => new RouteChangeActor(context.Routes, connections, metrics, time)), "route-changes");
        var clustered = ClusterConfig.IsNeeded(options);
        var nodeMetrics = new NodeMetrics(context, buffers, clustered ? Akka.Cluster.Cluster.Get(system) : null);
        health ??= new NodeHealth();
        NodeRegistry? registry = null;
        try
        {
            if (options.Registry.Enabled)
                registry = await NodeRegistry.StartAsync(system, options, health, time, context.Serve);
            var proxy = system.ActorOf(Props.Create(() => new ProxyActor(context)), "proxy");
            var listeners = await proxy.Ask<BoundListeners>(GetListeners.Instance, Timeout.InfiniteTimeSpan);
            health.Update(state => state with { Listening = true, Member = state.Member || !clustered, RoutesSynced = state.RoutesSynced || registry is null });
            if (clustered)
            {
                system.ActorOf(Props.Create(() => new MembershipActor(health)), "membership");
                ClusterJoin.Start(system, options.Cluster);
            }
            var node = new ProxyNode(context, nodeMetrics, system, proxy, directory, listeners, health, registry);
            node.AddShutdownTasks(options.Shutdown);
            return node;
        }
        catch
        {
            await system.Terminate();
            registry?.Dispose();
            tls.Dispose();
            nodeMetrics.Dispose();
            metrics.Dispose();
            transport.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Other routes stand in the place of the configuration's, with no word to whom they do not concern. Routes that were put
    /// into the registry stay.
    /// </summary>
    /// <param name="revision">Of the configuration: <see cref="RegistryOptions.Revision"/>.</param>
    public void ReloadRoutes(RouteTable routes, int revision)
    {
        if (Registry is null)
            Context.Serve(routes);
        else
            Registry.Reload(StaticRoutes.From(revision, routes));
    }

    /// <summary>Stops accepting, closes all tunnels with 1001 and stops everything else.</summary>
    public async ValueTask DisposeAsync()
    {
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);
        Registry?.Dispose();
        Context.Tls.Dispose();
        _nodeMetrics.Dispose();
        Metrics.Dispose();
        Context.Transport.Dispose();
    }

    private static ITransport CreateTransport(TransportSettings settings, BufferBudget buffers, TimeProvider time, Action<Exception> onFault)
    {
        var loops = settings.Loops == 0 ? Environment.ProcessorCount : settings.Loops;
        var options = new TransportOptions(loops, settings.RelayBuffer) { Buffers = buffers };
        return settings.Kind switch
        {
            TransportKind.Sockets => new SocketTransport(options, time, onFault),
            TransportKind.Auto when !OperatingSystem.IsLinux() => new SocketTransport(options, time, onFault),
            TransportKind.Auto when !EpollTransport.SupportsUring => new EpollTransport(options, time, onFault),
            TransportKind.Epoll => new EpollTransport(options, time, onFault),
            _ => new EpollTransport(options with { CalmReads = CalmReads }, time, onFault),
        };
    }

    private static ActorSystem CreateSystem(ProxyOptions options, Config akka, ITransport transport, TimeProvider time)
    {
        var config = AkkaDefaults.For(options, transport.Loops.Count).WithFallback(akka);
        if (ClusterConfig.IsNeeded(options))
            config = config.WithFallback(ClusterConfig.For(options));
        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new TransportSetup(transport));
        if (options.Cluster is { Enabled: true, Tls: { } tls })
            setup = setup.And(ClusterTls.Load(tls, time));
        return ActorSystem.Create("actorproxy", setup);
    }

    private void AddShutdownTasks(ShutdownOptions options)
    {
        var grace = options.DrainGrace;
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tell-health", () =>
        {
            Health.Update(state => state with { Draining = true });
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "stop-accepting", () => _proxy.Ask<Done>(StopAccepting.Instance, grace));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "close-tunnels", async () =>
        {
            var order = new CloseAllConnections(CloseCommand.For(TerminationReason.NodeShutdown, "node is stopping"), options.SpreadWithinGrace);
            try
            {
                await _proxy.Ask<Done>(order, grace);
            }
            catch (AskTimeoutException)
            {
                System.Log.Warning("Not all connections ended within {Grace}; the rest is cut", grace);
            }
            return Done.Instance;
        });
    }
}
