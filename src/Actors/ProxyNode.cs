using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Backends.Checks;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Control;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Lifecycle;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors;

/// <summary>
/// A running proxy: its transport, its actor systems and what they share. Stopping it closes tunnels with 1001 and lets the
/// gateway finish its requests.
/// </summary>
public sealed class ProxyNode : IAsyncDisposable
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly NodeParts _parts;
    private readonly BufferBudget _buffers;
    private readonly IActorRef _proxy; // the ProxyActor
    private readonly OperatorContext _operator;
    private readonly ControlSystems? _control;
    private readonly Minority? _minority;

    private ProxyNode(NodeParts parts, BufferBudget buffers, ActorSystem system, IActorRef proxy, OperatorContext node,
        OperatorService service, ControlSystems? control, Minority? minority, BoundListeners listeners)
    {
        (_parts, _buffers, _proxy, _operator, _control, _minority) = (parts, buffers, proxy, node, control, minority);
        (System, Operator, Listeners) = (system, service, listeners);
    }

    /// <summary>The data plane's actor system, which lives as long as the node.</summary>
    public ActorSystem System { get; }

    /// <summary>
    /// What speaks with other nodes and with the registry: after the cluster has gone on without the node another one; where the node has
    /// neither cluster nor registry, <see cref="System"/>.
    /// </summary>
    public ActorSystem ControlSystem => _control?.System ?? System;

    /// <summary>Host and port in the cluster, or <c>local</c> where there is none.</summary>
    public string Name => _operator.Node;

    /// <summary>The <see cref="ConnectionDirectory"/> that is in use.</summary>
    public IActorRef Directory => _operator.Access.Directory;

    /// <summary>Where operators' commands go. Commands that need more than the node has are added by who has it.</summary>
    public OperatorService Operator { get; }

    public NodeHealth Health => _operator.Health;

    /// <summary>Done when the node has ended.</summary>
    public Task Ended => System.WhenTerminated;

    /// <summary>Done when the node is to end since its cluster goes on without it (<c>cluster.minority = exit</c>).</summary>
    public Task Downed => _minority?.Exit ?? Never;

    /// <summary>Not of a node that an operator drains: that can be called off.</summary>
    private bool IsStopping => CoordinatedShutdown.Get(System).ShutdownReason is not null;

    /// <summary>The values that are in force.</summary>
    public ProxyOptions Options => Context.Options;

    public ProxyMetrics Metrics => Context.Metrics;

    public BoundListeners Listeners { get; private set; }

    /// <summary>The registry as the node reaches it now; null where there is none, or it cannot be reached.</summary>
    public NodeRegistry? Registry => _operator.Access.Registry;

    /// <summary>What the node knows of the registry; null where there is none.</summary>
    public KnownRegistry? Known => _operator.Known;

    internal ProxyContext Context => _operator.Proxy;

    /// <summary>Starts everything and waits until all listeners accept.</summary>
    /// <param name="akka">The actor systems' configuration, for what the proxy does not set itself.</param>
    /// <param name="gateway">Serves what is no WebSocket upgrade; without one it is answered with 426.</param>
    /// <param name="health">Is told how the node is.</param>
    /// <param name="sockets">How many sockets may be open; null for no limit.</param>
    /// <param name="database">The registry's, where it is enabled.</param>
    /// <param name="phases">What policies do; null for those of the product.</param>
    /// <param name="lookup">Who knows names; null for the DNS, as the options say.</param>
    /// <param name="slices">Who knows the Services of Kubernetes; null for nobody. Disposed of by the node.</param>
    /// <param name="contacts">Who knows the nodes of the cluster; null for the seed nodes. Disposed of by the node.</param>
    /// <param name="saved">The registry's routes of an earlier run; null where none are kept.</param>
    /// <exception cref="TransportException">A listener's address cannot be bound.</exception>
    /// <exception cref="ActorProxy.Transport.Tls.CertificateException">A file with a certificate, key or roots cannot be used.</exception>
    public static async Task<ProxyNode> StartAsync(ProxyOptions options, Config akka, IAccessLog accessLog, TimeProvider time,
        Action<Exception> onFault, IHttpGateway? gateway = null, NodeHealth? health = null, SocketBudget? sockets = null,
        IRegistryDatabase? database = null, PhaseCatalogue? phases = null, INameLookup? lookup = null,
        IEndpointSource? slices = null, IClusterLook? contacts = null, ISavedRoutes? saved = null)
    {
        var parts = new NodeParts();
        contacts = parts.Keep(contacts ?? new SeedLook(options.Cluster.SeedNodes));
        sockets ??= new SocketBudget();
        // From here on, what is subtracted and compared comes from one monotonic clock.
        time = NodeClock.Of(time);
        try
        {
            var buffers = new BufferBudget(LimitOf(options.Limits));
            var transport = parts.Keep(NodeTransport.Create(options.Transport, buffers, sockets, time, onFault));
            var control = ClusterConfig.IsNeeded(options)
                ? parts.KeepAsync(new ControlSystems(options, akka, time))
                : null;
            var system = parts.Keep(NodeSystem.Create(akka, transport));
            system.Log.Info("Transport {Transport} with {Loops} loops", transport.Name, transport.Loops.Count);
            var context = await NodeContext.CreateAsync(parts, options, transport, system, accessLog, time, onFault, gateway, sockets,
                phases ?? PhaseCatalogue.Standard, lookup, slices);
            return await StartAsync(parts, buffers, system, control, context, health ?? new NodeHealth(), database, contacts,
                saved);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Prepares to go by these values. Their routes stand in the place of the configuration's, without telling whom they do not
    /// concern; routes that were put into the registry stay. What needs a restart must be as it was. One at a time.
    /// </summary>
    /// <exception cref="IOException">
    /// An address cannot be bound, a file with a certificate, key or roots cannot be used, or the node is stopping: all is as it was.
    /// </exception>
    public NodeReload Stage(ProxyOptions options) => IsStopping
        ? throw new IOException("the node is stopping, and takes nothing over any more")
        : new NodeReload(Context, options, TakeAsync);

    /// <summary>As <see cref="Stage"/>, done at once.</summary>
    public async Task ReloadAsync(ProxyOptions options)
    {
        using var reload = Stage(options);
        await reload.CommitAsync();
    }

    /// <summary>Another log level is in force; the caller has it set.</summary>
    public void TakeLogLevel(LogSeverity level) =>
        Context.Snapshots.Change(options => options with { Log = options.Log with { Level = level } });

    /// <summary>Stops accepting, closes all tunnels with 1001 and stops everything else.</summary>
    public async ValueTask DisposeAsync()
    {
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await _parts.DisposeAsync();
    }

    private async Task TakeAsync(NodeReload reload)
    {
        var (before, options) = (Options, reload.Options);
        _buffers.Limit = LimitOf(options.Limits);
        Context.Sockets.AcceptsSurplus = options.Limits.OnExhaustion == ExhaustionAction.Refuse;
        Metrics.MaxSeries = options.Metrics.MaxSeries;
        reload.TakeTls(Context);
        Context.Serve(options, _operator.Known is null ? options.Routes : null);
        // The same table, not an equal one: nobody has asked that what was declared is declared again.
        if (!ReferenceEquals(before.Routes, options.Routes) || before.Registry.Revision != options.Registry.Revision)
            _operator.Known?.Reload(StaticRoutes.From(options.Registry.Revision, options.Routes));
        // After the values: listeners read them.
        var bound = _proxy.Ask<BoundListeners>(reload.TakeListeners(), Timeout.InfiniteTimeSpan);
        // A node that ends meanwhile has nobody who answers.
        if (await Task.WhenAny(bound, System.WhenTerminated) == bound)
            Listeners = await bound;
    }

    private static long LimitOf(LimitOptions limits) => limits.BufferMemory == 0 ? long.MaxValue : limits.BufferMemory;

    /// <summary>Starts the actors: those of the data plane, then those of the control plane.</summary>
    private static async Task<ProxyNode> StartAsync(NodeParts parts, BufferBudget buffers, ActorSystem system, ControlSystems? control,
        ProxyContext context, NodeHealth health, IRegistryDatabase? database, IClusterLook contacts, ISavedRoutes? saved)
    {
        var (options, time) = (context.Options, context.Time);
        context.Pools.BackendsFound += context.OnBackendsFound;
        // Before the data plane: what was saved serves from the first connection on.
        var known = options.Registry.Enabled ? parts.Keep(new KnownRegistry(options, database
            ?? throw new ArgumentNullException(nameof(database), "A registry needs its database."), time, context.Serve, saved)) : null;
        var proxy = StartDataPlane(system, context);
        var drain = system.ActorOf(Props.Create(() => new NodeDrainActor(context.Connections, context.Admission, health, time,
            context.CloseBudget)), "drain");
        var (name, links) = (control?.Node ?? NodeTargets.Alone, new TapLinks(system));
        var alone = ControlPlane.StartAlone(system, name, context, links);
        var node = new OperatorContext(name, context, health, known, drain, () => control?.Access ?? alone);
        var service = NodeOperator.Start(node, Logging.GetLogger(system, typeof(OperatorService)));
        var minority = control is null ? null : parts.Keep(new Minority(context.Admission, health, drain, () => context.Options, time,
            Logging.GetLogger(system, typeof(Minority))));
        parts.Keep(new NodeMetrics(context, buffers, control is null ? null : () => MemberCounts.Of(control.System),
            minority is null ? null : () => minority.IsOut));
        var listeners = await proxy.Ask<BoundListeners>(GetListeners.Instance, Timeout.InfiniteTimeSpan);
        health.Update(state => state with { Listening = true, Member = state.Member || control is null,
            RoutesSynced = state.RoutesSynced || known is null, SavedAt = saved?.Last?.SavedAt });
        if (control is null)
        {
            ControlPlane.StartBudget(system, name, context, health);
        }
        else
        {
            system.ActorOf(Props.Create(() => new ColdStartActor(health, known, options.Registry.StartWait, time)), "cold-start");
            await control.StartAsync(new ControlSetup(name, context, health, service, links, known, contacts), minority!, system);
        }
        NodeShutdown.Prepare(system, proxy, health, () => context.Options.Shutdown);
        return new ProxyNode(parts, buffers, system, proxy, node, service, control, minority, listeners);
    }

    private static IActorRef StartDataPlane(ActorSystem system, ProxyContext context)
    {
        var time = context.Time;
        context.Pools.Take(context.Routes);
        system.ActorOf(Props.Create(
            () => new RouteChangeActor(context.Snapshots, context.Pools, context.Connections, context.Metrics, time, context.CloseBudget)),
            "route-changes");
        system.ActorOf(Props.Create(() => new BackendHealthActor(context.Pools, context,
            health => context.Pools.IsServed(health.Address, context.Routes), context.Metrics, time)), "backend-health");
        var routes = () => context.Routes;
        system.ActorOf(Props.Create(() => new HealthCheckActor(routes, context.Pools, context, context.Metrics, time)), "health-checks");
        var served = () => (context.Routes, context.Options.Limits.MaxConnections);
        var ports = () => LocalPorts.Read();
        system.ActorOf(Props.Create(() => new PortWatchActor(served, ports, time)), "ports");
        return system.ActorOf(Props.Create(() => new ProxyActor(context)), "proxy");
    }
}
