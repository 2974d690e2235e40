using System.Collections.Frozen;
using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>All that a node is told. Every value has a default; without listeners and routes a node does nothing.</summary>
public sealed record ProxyOptions : ISettingsCheck
{
    private Derived<PolicyLayers> _layers;
    private Derived<FrozenDictionary<object, ForwardingPolicy>> _forwarding;

    [Setting("How the node talks to the kernel.", Restart = "event loops and their buffers are made at the start")]
    public TransportSettings Transport { get; init; } = new();

    [Setting("Where clients are accepted, under names of your choice.")]
    public ValueList<ListenerOptions> Listeners
    {
        get;
        init => (field, _layers, _forwarding) = (value, default, default);
    } = [];

    [Setting("TLS of listeners and of backends.")]
    public TlsOptions Tls { get; init; } = new();

    [Setting("From a client's first byte to the 101.")]
    public HandshakeOptions Handshake { get; init; } = new();

    [Setting("What the node takes on. A client beyond a limit is answered 503, or 429 where the limit is its own, with Retry-After.")]
    public LimitOptions Limits { get; init; } = new();

    [Setting("After the 101.")]
    public TunnelOptions Tunnel { get; init; } = new();

    [Setting("Requests that are no WebSocket upgrade: same listeners, routes and backends. Heads and "
        + "attempts are limited as in handshake.")]
    public HttpOptions Http { get; init; } = new();

    [Setting("How backends learn who the client is.")]
    public ForwardingPolicy Forwarding
    {
        get;
        init => (field, _forwarding) = (value, default);
    } = ForwardingPolicy.Default;

    [Inline, PolicyPlace(PolicyPlaces.Node)]
    public PolicySet Policies
    {
        get;
        init => (field, _layers) = (value, default);
    } = [];

    [Setting("How the names of backends are resolved.")]
    public DnsOptions Dns { get; init; } = new();

    [Setting("Where the node is: pools with prefer-zone lead its clients to backends of the same zone first. Without it, nowhere in "
        + "particular.", Example = "eu-1a", Restart = "a machine does not move")]
    public string? Zone { get; init; }

    [Setting("Backends, under names of your choice. A route may also have a pool of its own, which is not among them.")]
    public ValueList<BackendPool> Pools { get; init; } = [];

    [Setting("Which requests go where, under names of your choice. The most specific host wins, then an exact path, then "
        + "the longest prefix. Where the "
        + "host's routes have no matching path, those of less specific hosts are tried.", Key = "routes")]
    public ValueList<Route> NamedRoutes { get; init; } = [];

    /// <summary>What <see cref="NamedRoutes"/> make together with <see cref="Pools"/>: see <see cref="RouteSetup"/>.</summary>
    public RouteTable Routes { get; init; } = RouteTable.Empty;

    [Setting("One event when a tunnel opens and one when it closes; one when an HTTP request has ended.")]
    public AccessLogOptions AccessLog { get; init; } = new();

    [Setting("The node's log.")]
    public LogOptions Log { get; init; } = new();

    [Setting("When the node reads its configuration again. SIGHUP and actorproxy config reload have it do so at any time.")]
    public ReloadOptions Reload { get; init; } = new();

    [Setting("How the node stops.")]
    public ShutdownOptions Shutdown { get; init; } = new();

    [Setting("Nodes that serve the same routes.",
        Restart = "the actor system's transport, membership and downing are set up once, when it starts")]
    public ClusterOptions Cluster { get; init; } = new();

    [Setting("Routes that are put while nodes run.")]
    public RegistryOptions Registry { get; init; } = new();

    [Setting("Answers for an orchestrator: /healthz (the actor system runs), /startupz (started once) and /readyz (takes connections).")]
    public HealthOptions Health { get; init; } = new();

    [Setting("The operator's commands for pbm, the command line of Petabridge.Cmd, in builds that have it: see docs/pbm.md.",
        Restart = "its server listens from its start on, and cannot be told to move")]
    public PbmOptions Pbm { get; init; } = new();

    [Setting("Where operators see and steer the node: the API, the dashboard, and what the command line talks to (docs/api.md).")]
    public AdminOptions Admin { get; init; } = new();

    [Setting("What the node counts; docs/metrics.md lists it.")]
    public MetricsOptions Metrics { get; init; } = new();

    [Setting("Traces of handshakes and plain requests, which are sent to a collector.")]
    public TracesOptions Traces { get; init; } = new();

    [Setting("Following the messages of a live tunnel: docs/tap.md.")]
    public TapOptions Tap { get; init; } = new();

    /// <summary>What the node and its listeners say for all routes.</summary>
    public PolicyLayers PolicyLayers => _layers.Of(this, static options =>
        new PolicyLayers(options.Policies, options.Listeners.Select(listener => KeyValuePair.Create(listener.Name, listener.Policies))));

    public void Check(SettingsCheck check)
    {
        CheckNames("listeners", [.. Listeners.Select(listener => listener.Name)], check);
        CheckNames("pools", [.. Pools.Select(pool => pool.Name)], check);
        var taken = new Dictionary<(IPAddress, int), string>();
        foreach (var listener in Listeners)
            if (listener.Port > 0 && !taken.TryAdd((listener.Address, listener.Port), listener.Name))
                check.Of("listeners", listener.Name).Problem("port",
                    $"{new IPEndPoint(listener.Address, listener.Port)} is already taken by listener "
                    + $"'{taken[(listener.Address, listener.Port)]}'");
        var pools = check.Of("pools");
        foreach (var pool in pools.Keys)
            if (pools.IsSection(pool) && !pools.Of(pool).Has("backends"))
                pools.Of(pool).Problem("the backends are missing");
        if (this is { Registry: { Enabled: true, Store: RegistryStore.Sqlite }, Cluster.Enabled: true } && !Cluster.IsOneMachine)
            check.Of("registry").Problem("store", "the nodes of a cluster share a SQLite file only where hostname and all seed-nodes "
                + "are loopback; set store = postgresql");
    }

    /// <summary>
    /// The forwarding policy of one listener: its own trusted peers, where it names any, and the fields that tell of client
    /// certificates. Those are kept from all clients of the node: a backend does not know by which listener they came.
    /// </summary>
    public ForwardingPolicy ForwardingOf(ListenerOptions listener) => _forwarding.Of(this, static options => options.Listeners
        .Distinct<object>(ReferenceEqualityComparer.Instance)
        .ToFrozenDictionary(own => own, own => options.MakeForwarding((ListenerOptions)own), ReferenceEqualityComparer.Instance))
        .GetValueOrDefault(listener) ?? MakeForwarding(listener); // of a connection that came by it before a reload

    private ForwardingPolicy MakeForwarding(ListenerOptions listener) => Forwarding with
    {
        TrustedPeers = listener.TrustedPeers ?? Forwarding.TrustedPeers,
        SubjectHeader = SubjectHeaderOf(listener),
        ReservedHeaders = [.. Listeners.Append(listener).Select(SubjectHeaderOf).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)],
    };

    /// <summary>Names have a character at least, and each is there once: only in a list can one be there twice.</summary>
    private static void CheckNames(string key, IReadOnlyList<string> names, SettingsCheck check)
    {
        foreach (var (index, name) in names.Index().Where(name => string.IsNullOrWhiteSpace(name.Item)))
        {
            if (check.IsSection(key))
                check.Of(key).Problem(name, "the name is empty");
            else
                check.ItemProblem(key, index, "the name is empty");
        }
        foreach (var (index, name) in SettingsCheck.Repeated(names).Where(name => !string.IsNullOrWhiteSpace(name.Name)))
            check.ItemProblem(key, index, $"'{name}' is in the list twice");
    }

    private static string? SubjectHeaderOf(ListenerOptions listener) =>
        listener.Tls is { ClientCertificate: not ClientCertificateMode.None } tls ? tls.ClientSubjectHeader : null;
}
