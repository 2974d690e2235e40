using System.Net;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ActorProxy.Node.Telemetry;

/// <summary>
/// Collects the node's metrics and traces, and gives or sends them to whom the configuration names. What nobody is to have is
/// not collected. It is to outlive the node, whose last figures it sends.
/// </summary>
public sealed class NodeTelemetry : IAsyncDisposable
{
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;
    private SlimServer? _server;

    private NodeTelemetry(ProxyOptions options, bool scraped)
    {
        scraped |= options.Metrics.Port != 0;
        if (scraped || options.Metrics.Otlp.Enabled)
            _metrics = MetricsPipeline.Build(options.Metrics, scraped);
        if (options.Traces.Enabled)
            _traces = TracesPipeline.Build(options.Traces);
        if (scraped)
            Scrape = MetricsPipeline.Scrape(_metrics!);
    }

    /// <summary>Answers a GET with all metrics in the format of Prometheus, for an endpoint to mount; null where nobody scrapes.</summary>
    public RequestDelegate? Scrape { get; }

    /// <summary>Where <see cref="MetricsOptions.Port"/> is served; null where it is not.</summary>
    public IPEndPoint? Address => _server?.Address;

    /// <param name="scraped">Whether <see cref="Scrape"/> is mounted, beside the port of its own.</param>
    /// <param name="sockets">What connections beyond the kept places are counted in; null for no limit.</param>
    /// <exception cref="IOException">The address of the metrics cannot be bound.</exception>
    public static async Task<NodeTelemetry> StartAsync(ProxyOptions options, bool scraped = false, SocketBudget? sockets = null)
    {
        var telemetry = new NodeTelemetry(options, scraped);
        if (options.Metrics.Port == 0)
            return telemetry;
        try
        {
            telemetry._server = await SideServer.StartAsync(
                new IPEndPoint(options.Metrics.Address, options.Metrics.Port), "metrics", new MetricsPath(telemetry.Scrape!).ServeAsync, sockets);
            return telemetry;
        }
        catch
        {
            await telemetry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends what is left to send, for a few seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        // They wait for their last export, each up to 5 s.
        await Task.Run(() =>
        {
            _traces?.Dispose();
            _metrics?.Dispose();
        });
    }
}
