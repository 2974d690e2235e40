using System.Net;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;

namespace ActorProxy.Node.Telemetry;

/// <summary>
/// Collects the node's metrics and traces, and gives or sends them to whom the configuration names. What nobody is to have is
/// not collected. It is to outlive the node, whose last figures it sends.
/// </summary>
public sealed class NodeTelemetry : IAsyncDisposable
{
    private readonly SideSlot<SlimServer> _server;
    private MetricsWanted _wanted;
    private TracesOptions _traced;
    private MeterProvider? _metrics;
    private TracerProvider? _traces;
    private RequestDelegate? _scrape;
    private Task _ending = Task.CompletedTask;

    private NodeTelemetry(ProxyOptions options, bool scraped, SocketBudget? sockets)
    {
        _server = new SideSlot<SlimServer>(all => (all.Metrics.Address, all.Metrics.Port), all => all.Metrics.Port,
            all => SideServer.StartAsync(
            new IPEndPoint(all.Metrics.Address, all.Metrics.Port), "metrics", new MetricsPath(ServeAsync).ServeAsync, sockets), Log.Logger);
        (_wanted, _traced) = (MetricsWanted.Of(options, scraped), options.Traces);
        BuildMetrics();
        BuildTraces();
    }

    /// <summary>Answers a GET with all metrics in the format of Prometheus, for an endpoint to mount; null where nobody scrapes.</summary>
    public RequestDelegate? Scrape => _scrape is null ? null : ServeAsync;

    /// <summary>Where <see cref="MetricsOptions.Port"/> is served; null where it is not.</summary>
    public IPEndPoint? Address => _server.Current?.Address;

    /// <param name="scraped">Whether <see cref="Scrape"/> is mounted, beside the port of its own.</param>
    /// <param name="sockets">What connections beyond the kept places are counted in; null for no limit.</param>
    /// <exception cref="IOException">The address of the metrics cannot be bound.</exception>
    public static async Task<NodeTelemetry> StartAsync(ProxyOptions options, bool scraped = false, SocketBudget? sockets = null)
    {
        var telemetry = new NodeTelemetry(options, scraped, sockets);
        try
        {
            await telemetry._server.StartAsync(options);
            return telemetry;
        }
        catch
        {
            await telemetry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers a GET with all metrics in the format of Prometheus, and 404 while they are off.</summary>
    internal Task ServeAsync(HttpContext context)
    {
        if (Volatile.Read(ref _scrape) is { } scrape)
            return scrape(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Prepares to serve the metrics where other options say.</summary>
    /// <exception cref="IOException">The address cannot be bound: all is as it was.</exception>
    internal Task<IStagedPart> StageAsync(ProxyOptions options) => _server.StageAsync(options);

    /// <summary>
    /// Collects and sends as other options say from now on. Where that is for something else than before, what the SDK has summed begins
    /// anew, as at a start.
    /// </summary>
    internal void Take(ProxyOptions options, bool scraped)
    {
        var wanted = MetricsWanted.Of(options, scraped);
        if (wanted != _wanted)
        {
            var former = _metrics;
            _wanted = wanted;
            BuildMetrics();
            End(former);
        }
        if (options.Traces != _traced)
        {
            var former = _traces;
            _traced = options.Traces;
            BuildTraces();
            End(former);
        }
    }

    /// <summary>Sends what is left to send, for a few seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        End(_traces);
        End(_metrics);
        await _ending;
    }

    private void BuildMetrics()
    {
        _metrics = _wanted.Scraped || _wanted.Export.Enabled
            ? MetricsPipeline.Build(new MetricsOptions { Otlp = _wanted.Export, MaxSeries = _wanted.MaxSeries }, _wanted.Scraped)
            : null;
        Volatile.Write(ref _scrape, _wanted.Scraped ? MetricsPipeline.Scrape(_metrics!) : null);
    }

    private void BuildTraces() => _traces = _traced.Enabled ? TracesPipeline.Build(_traced) : null;

    /// <summary>They wait for their last export, each up to 5 s.</summary>
    private void End(IDisposable? former)
    {
        if (former is not null)
            _ending = Task.WhenAll(_ending, Task.Run(former.Dispose));
    }

    /// <summary>What the metrics are collected for.</summary>
    private sealed record MetricsWanted(MetricsExport Export, int MaxSeries, bool Scraped)
    {
        public static MetricsWanted Of(ProxyOptions options, bool scraped) =>
            new(options.Metrics.Otlp, options.Metrics.MaxSeries, scraped || options.Metrics.Port != 0);
    }
}
