using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace ActorProxy.Node.Telemetry;

/// <summary>From the spans to the collector.</summary>
internal static class TracesPipeline
{
    public static TracerProvider Build(TracesOptions options) => Sdk.CreateTracerProviderBuilder()
        .SetResourceBuilder(Resource.Of())
        .AddSource(RequestTrace.SourceName)
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.Sampling)))
        .AddOtlpExporter(otlp => Otlp.Configure(otlp, options.Collector, "v1/traces"))
        .Build();
}
