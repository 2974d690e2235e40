using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Connections.Exchanges;
using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tls;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>What all connections of a node share.</summary>
public sealed record ProxyContext : IUpstreamContext
{
    private HttpDate? _date;
    private IUpstreamStreams? _streams;

    public required ITransport Transport { get; init; }

    /// <summary>What the node runs by. Who needs several values that go together takes <see cref="SnapshotHolder.Current"/> once.</summary>
    public required SnapshotHolder Snapshots { get; init; }

    /// <summary>The values that are in force: after a reload others.</summary>
    public ProxyOptions Options => Snapshots.Current.Options;

    /// <summary>The routes that are served now.</summary>
    public RouteTable Routes => Snapshots.Current.Routes;

    public required PoolStates Pools { get; init; }

    /// <summary>What is done with requests.</summary>
    public required RoutePipelines Pipelines { get; init; }

    public required AddressResolver Resolver { get; init; }

    public required NodeTls Tls { get; init; }

    public required TunnelFactory Tunnels { get; init; }

    public required AdmissionGate Admission { get; init; }

    /// <summary>What all sockets of clients and backends are counted in.</summary>
    public SocketBudget Sockets { get; init; } = new();

    public required ConnectionTable Connections { get; init; }

    /// <summary>How many connections may be closed one after another.</summary>
    public required CloseBudget CloseBudget { get; init; }

    public required ProxyMetrics Metrics { get; init; }

    public required IAccessLog AccessLog { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Told of defects that nothing else may suffer from.</summary>
    public required Action<Exception> OnFault { get; init; }

    public required ConnectionIds Ids { get; init; }

    /// <summary>Null where there is nothing to serve requests that are no upgrade.</summary>
    public IHttpGateway? Gateway { get; init; }

    /// <summary>What the exchanges of each event loop share.</summary>
    internal ExchangeLoops ExchangeLoops { get; } = new();

    /// <summary>What speaks to backends of HTTP/2.</summary>
    internal Http2Backends Http2Backends { get; init; } = new();

    /// <summary>Backends that take no WebSockets so.</summary>
    internal StreamRefusals StreamRefusals { get; } = new();

    /// <summary>WebSockets to backends of HTTP/2.</summary>
    public IUpstreamStreams Streams => _streams ??= new WebSocketStreams(this);

    /// <summary>The present value of Date.</summary>
    internal string Date => (_date ??= new HttpDate(Time)).Now;

    /// <summary>What Via says of a message; null where nothing is said.</summary>
    /// <param name="by">The version by which it came.</param>
    internal ProtocolVersion? ViaOf(ProtocolVersion by) => Options.Http.Via ? by : null;

    /// <summary>The fields of a backend's response as the client sees them: those that pass, the proxy's, and what phases want.</summary>
    /// <param name="session">Of the request.</param>
    /// <param name="by">As of <see cref="ViaOf"/>.</param>
    internal HeaderFields FieldsOf(ProxySession session, ResponseHead head, ProtocolVersion by) => session.FieldsFor(head.Status,
        HttpForwarding.WithOurs(HttpForwarding.Response(head.Status, head.Fields, ViaOf(by)), Date, Options.Http.ServerHeader));

    /// <summary>Whether requests that are no upgrade are served now.</summary>
    public bool ServesHttp => Gateway is not null && Options.Http.Enabled;

    /// <summary>By these routes the node serves from now on.</summary>
    public void Serve(RouteTable routes)
    {
        Snapshots.Swap(routes);
        Pools.Take(routes);
        Pools.Prune(routes);
    }

    /// <summary>
    /// By these values the node serves from now on: who needs one that is read with each connection or request finds them at once, in
    /// one write with the routes; what open tunnels were built with they keep.
    /// </summary>
    /// <param name="routes">Null where the registry says which they are.</param>
    public void Serve(ProxyOptions options, RouteTable? routes)
    {
        Snapshots.Swap(options, routes);
        Admission.Take(options.Limits);
        Gateway?.Take(options);
        ReplaceHttp2(options);
        if (routes is not null)
        {
            Pools.Take(routes);
            Pools.Prune(routes);
        }
        Tls.Prune(options.Pools, Routes);
    }

    /// <summary>A name has other addresses than before.</summary>
    internal void OnBackendsFound() => ReplaceHttp2(Options);

    /// <summary>Seconds after which a client may come again that is refused for this reason; null where that is not said.</summary>
    public int? RetryAfter(TerminationReason reason) =>
        reason.HasRetryAfter() ? Shared.Admission.RetryAfter.Seconds(Options.Limits.RetryAfter, Random.Shared.NextDouble()) : null;

    private void ReplaceHttp2(ProxyOptions options) => Http2Backends.Replace(options, address => Pools.IsServed(address, Routes));

    HandshakeOptions IUpstreamContext.Handshake => Options.Handshake;

    /// <summary>Socket settings of both sides.</summary>
    public ChannelOptions ChannelOptions => ChannelOptionsOf(Options);

    public static ChannelOptions ChannelOptionsOf(ProxyOptions options) =>
        new(options.Tunnel.Keepalive) { WriteTimeout = options.Limits.WriteTimeout };
}
