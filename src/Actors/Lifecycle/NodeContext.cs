using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tls;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>Makes what the node's connections share.</summary>
internal static class NodeContext
{
    /// <param name="parts">Gets what is to be ended.</param>
    /// <param name="lookup">Who knows names; null for the DNS, as the node's options say.</param>
    /// <param name="slices">Who knows the Services of Kubernetes; null for nobody.</param>
    /// <exception cref="ActorProxy.Transport.Tls.CertificateException">A file with a certificate, key or roots cannot be used.</exception>
    public static async Task<ProxyContext> CreateAsync(NodeParts parts, ProxyOptions options, ITransport transport, ActorSystem system,
        IAccessLog accessLog, TimeProvider time, Action<Exception> onFault, IHttpGateway? gateway, SocketBudget sockets,
        PhaseCatalogue phases, INameLookup? lookup, IEndpointSource? slices)
    {
        var snapshots = new SnapshotHolder(new NodeSnapshot(options, options.Routes));
        var dns = () => snapshots.Current.Options.Dns;
        lookup ??= new DnsLookup(new DnsSetup(dns, time));
        var resolver = new AddressResolver(time, lookup, () => dns().MinTtl);
        var metrics = parts.Keep(new ProxyMetrics(transport.Loops.Count, options.Metrics.MaxSeries));
        var sources = parts.Keep(new EndpointSources(time, lookup, resolver, () => dns().MinTtl, slices));
        Tell(sources, Logging.GetLogger(system, typeof(EndpointSources)), metrics);
        return new ProxyContext
        {
            Transport = transport,
            Snapshots = snapshots,
            Pools = new PoolStates(time, sources, options.Zone),
            Pipelines = new RoutePipelines(phases),
            OnFault = onFault,
            Resolver = resolver,
            Tls = parts.Keep(new NodeTls(options, time, Logging.GetLogger(system, typeof(NodeTls)), http2: gateway is not null)),
            Tunnels = new TunnelFactory(transport, await TunnelGraphs.StartAsync(system, transport.Loops),
                MessageFilters.Shipped, Logging.GetLogger(system, typeof(MessageFilters))),
            Admission = new AdmissionGate(options.Limits, time, sockets),
            Sockets = sockets,
            Connections = new ConnectionTable(),
            CloseBudget = new CloseBudget(time),
            Metrics = metrics,
            AccessLog = accessLog,
            Time = time,
            Ids = new ConnectionIds(),
            Gateway = gateway,
            Http2Backends = parts.Keep(new Http2Backends()),
        };
    }

    private static void Tell(EndpointSources sources, ILoggingAdapter log, ProxyMetrics metrics) => sources.Failing += (what, news) =>
    {
        if (news.Failure is null)
            log.Info("{0} is known again, or not used any more", what);
        else
            log.Warning("{0}; the endpoints that were known stay", news.Failure);
        metrics.SourcesFail(news.Change);
    };
}
