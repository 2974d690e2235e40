using System.Collections.Immutable;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Options;

/// <summary>All that a node is told. Every value has a default; without listeners and routes a node does nothing.</summary>
public sealed record ProxyOptions
{
    public TransportSettings Transport { get; init; } = new();

    public ImmutableArray<ListenerOptions> Listeners { get; init; } = [];

    public TlsOptions Tls { get; init; } = new();

    public HandshakeOptions Handshake { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    public TunnelOptions Tunnel { get; init; } = new();

    public HttpOptions Http { get; init; } = new();

    public ForwardingPolicy Forwarding { get; init; } = ForwardingPolicy.Default;

    /// <summary>The named pools. A route may also have a pool of its own, which is not among them.</summary>
    public ImmutableArray<BackendPool> Pools { get; init; } = [];

    public RouteTable Routes { get; init; } = RouteTable.Empty;

    public AccessLogOptions AccessLog { get; init; } = new();

    public LogOptions Log { get; init; } = new();

    public ShutdownOptions Shutdown { get; init; } = new();

    public ClusterOptions Cluster { get; init; } = new();

    public RegistryOptions Registry { get; init; } = new();

    public HealthOptions Health { get; init; } = new();

    public PbmOptions Pbm { get; init; } = new();

    public AdminOptions Admin { get; init; } = new();

    public MetricsOptions Metrics { get; init; } = new();

    public TracesOptions Traces { get; init; } = new();

    public TapOptions Tap { get; init; } = new();

    /// <summary>
    /// The forwarding policy of one listener: its own trusted peers, where it names any, and the fields that tell of client
    /// certificates. Those are kept from all clients of the node: a backend does not know by which listener they came.
    /// </summary>
    public ForwardingPolicy ForwardingOf(ListenerOptions listener) => Forwarding with
    {
        TrustedPeers = listener.TrustedPeers ?? Forwarding.TrustedPeers,
        SubjectHeader = SubjectHeaderOf(listener),
        ReservedHeaders = [.. Listeners.Append(listener).Select(SubjectHeaderOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
    };

    private static string? SubjectHeaderOf(ListenerOptions listener) =>
        listener.Tls is { ClientCertificate: not ClientCertificateMode.None } tls ? tls.ClientSubjectHeader : null;
}
