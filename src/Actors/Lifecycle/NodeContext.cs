using System.Net;
using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tls;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>Makes what the node's connections share.</summary>
internal static class NodeContext
{
    /// <param name="parts">Gets what is to be ended.</param>
    /// <param name="resolve">Who knows the addresses of names.</param>
    /// <exception cref="ActorProxy.Transport.Tls.CertificateException">A file with a certificate, key or roots cannot be used.</exception>
    public static async Task<ProxyContext> CreateAsync(NodeParts parts, ProxyOptions options, ITransport transport, ActorSystem system,
        IAccessLog accessLog, TimeProvider time, Action<Exception> onFault, IHttpGateway? gateway, SocketBudget sockets,
        PhaseCatalogue phases, Func<string, Task<IPAddress[]>> resolve)
    {
        var resolver = parts.Keep(ResolverOf(system, time, resolve));
        return new ProxyContext
        {
            Transport = transport,
            Snapshots = new SnapshotHolder(new NodeSnapshot(options, options.Routes)),
            Pools = new PoolStates(time, resolver),
            Pipelines = new RoutePipelines(phases),
            OnFault = onFault,
            Resolver = resolver,
            Tls = parts.Keep(new NodeTls(options, time, Logging.GetLogger(system, typeof(NodeTls)), http2: gateway is not null)),
            Tunnels = new TunnelFactory(transport, await TunnelGraphs.StartAsync(system, transport.Loops),
                MessageFilters.Shipped, Logging.GetLogger(system, typeof(MessageFilters))),
            Admission = new AdmissionGate(options.Limits, time, sockets),
            Sockets = sockets,
            Connections = new ConnectionTable(),
            Metrics = parts.Keep(new ProxyMetrics(transport.Loops.Count, options.Metrics.MaxSeries)),
            AccessLog = accessLog,
            Time = time,
            Ids = new ConnectionIds(),
            Gateway = gateway,
            Http2Backends = parts.Keep(new Http2Backends()),
        };
    }

    private static AddressResolver ResolverOf(ActorSystem system, TimeProvider time, Func<string, Task<IPAddress[]>> resolve)
    {
        var log = Logging.GetLogger(system, typeof(AddressResolver));
        return new AddressResolver(time, resolve, (host, failure) =>
        {
            if (failure is null)
                log.Info("{0} can be resolved again", host);
            else
                log.Warning("{0}: its last addresses are used", failure);
        });
    }
}
