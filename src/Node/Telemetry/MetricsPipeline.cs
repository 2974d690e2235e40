using System.Diagnostics.Metrics;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorProxy.Node.Telemetry;

/// <summary>From the meters to the readers of metrics.</summary>
internal static class MetricsPipeline
{
    /// <summary>The runtime's own meter: garbage collection, thread pool, CPU and memory of the process.</summary>
    public const string RuntimeMeter = "System.Runtime";

    /// <summary>Series of an instrument whose tags have few values. More than the closed vocabulary of reasons could make.</summary>
    private const int FewSeries = 500;

    /// <param name="scraped">Whether Prometheus may ask.</param>
    public static MeterProvider Build(MetricsOptions options, bool scraped)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(Resource.Of())
            .AddMeter(ProxyMetrics.MeterName, RuntimeMeter)
            .AddView(instrument => ViewOf(instrument, options.MaxSeries));
        if (scraped)
            builder.AddPrometheusExporter(prometheus =>
            {
                // Each sample would carry the meter's name.
                prometheus.ScopeInfoEnabled = false;
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            });
        if (options.Otlp.Enabled)
            builder.AddOtlpExporter((otlp, reader) =>
            {
                Otlp.Configure(otlp, options.Otlp.Collector, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Otlp.Interval.TotalMilliseconds;
            });
        return builder.Build();
    }

    /// <summary>Answers with what is scraped.</summary>
    public static RequestDelegate Scrape(MeterProvider metrics)
    {
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        app.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, static _ => true, path: null, configureBranchedPipeline: null,
            optionsName: null);
        return app.Build();
    }

    // Room for what there can be, and no more: the SDK allocates it beforehand. Beyond it, it would sum without a name.
    private static MetricStreamConfiguration ViewOf(Instrument instrument, int maxSeries) => new()
    {
        CardinalityLimit = instrument.Name switch
        {
            "actorproxy.connections.active" => maxSeries + 2,
            "actorproxy.bytes" or "actorproxy.messages" => 2 * (maxSeries + 2),
            "actorproxy.loop.time" => 2 * 1024 + 2,
            "http.server.request.duration" => 2000,
            _ => FewSeries,
        },
    };
}
