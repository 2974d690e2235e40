using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>
/// Instruments of the node itself, on the meter <see cref="ProxyMetrics.MeterName"/>: limits, loops, cluster, certificates. All of
/// them are read when somebody collects.
/// </summary>
internal sealed class NodeMetrics : IDisposable
{
    private readonly Meter _meter = new(ProxyMetrics.MeterName);

    /// <param name="members">Of the cluster; null where the node is of none.</param>
    /// <param name="isOut">Whether the cluster goes on without the node; null where the node is of none.</param>
    public NodeMetrics(ProxyContext proxy, BufferBudget buffers, Func<MemberCounts>? members, Func<bool>? isOut)
    {
        var loops = new LoopTimes(proxy.Transport.Loops);
        _meter.CreateObservableUpDownCounter("actorproxy.admission.connections", () => proxy.Admission.Connections, "{connection}",
            "Connections that count towards limits.max-connections.");
        _meter.CreateObservableGauge("actorproxy.admission.limit", () => proxy.Options.Limits.MaxConnections, "{connection}",
            "limits.max-connections; 0 is no limit.");
        _meter.CreateObservableUpDownCounter("actorproxy.buffers.used", () => buffers.Used, "By",
            "What tunnels hold for peers that do not read, and HTTP connections beyond their first handshake.max-head-size.");
        _meter.CreateObservableGauge("actorproxy.buffers.limit", () => proxy.Options.Limits.BufferMemory, "By",
            "limits.buffer-memory; 0 is no limit.");
        _meter.CreateObservableUpDownCounter("actorproxy.backend.connections.kept", () => proxy.ExchangeLoops.Kept, "{connection}",
            "Connections to backends of HTTP/1.1 that wait for the next plain request of any client.");
        _meter.CreateObservableCounter("actorproxy.loop.time", loops.Read, "s",
            "Time of each event loop's thread: on a CPU, or waiting for one with work to do.");
        _meter.CreateObservableUpDownCounter("actorproxy.closes.pending", () => proxy.CloseBudget.Pending, "{connection}",
            "Connections that the node is to close and has not closed yet: each has its moment, and all together a rate.");
        _meter.CreateObservableGauge("actorproxy.cluster.members", () => Members(members), "{node}",
            "Nodes of the cluster, this one included, as this node sees them.");
        _meter.CreateObservableGauge("actorproxy.cluster.minority", () => IsOut(isOut), "{node}",
            "1 while the node's cluster goes on without it, else 0.");
        _meter.CreateObservableGauge("actorproxy.tls.certificate.expiry", () => proxy.Tls.Expiries().Select(e => new Measurement<double>(
            (e.NotAfter - DateTimeOffset.UnixEpoch).TotalSeconds, new(MetricTags.Listener, e.Listener), new("certificate", e.File))), "s",
            "When a listener's certificate that is in use expires, in seconds since 1970.");
        _meter.CreateObservableGauge("actorproxy.build.info", () => new Measurement<long>(1, Build(proxy.Transport.Name)),
            description: "1, with what runs.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Members(Func<MemberCounts>? members)
    {
        if (members is null)
            yield break;
        var counts = members();
        yield return Count("up", counts.Up);
        yield return Count("unreachable", counts.Unreachable);
        yield return Count("other", counts.Other);

        static Measurement<long> Count(string status, int nodes) => new(nodes, new KeyValuePair<string, object?>("status", status));
    }

    private static IEnumerable<Measurement<long>> IsOut(Func<bool>? isOut) => isOut is null ? [] : [new(isOut() ? 1 : 0)];

    private static TagList Build(string transport)
    {
        var version = typeof(NodeMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return new([new("version", version), new("transport", transport), new("runtime", Environment.Version.ToString())]);
    }
}
