using System.Diagnostics.Metrics;

namespace ActorProxy.Actors.Telemetry;

/// <summary>Upper bounds of histograms, in seconds. Without them a collector takes its own, which are made for milliseconds.</summary>
internal static class Buckets
{
    /// <summary>Of handshakes and requests: those that OpenTelemetry gives for HTTP.</summary>
    public static readonly InstrumentAdvice<double> Request = Of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

    /// <summary>Of tunnels: a second to a day.</summary>
    public static readonly InstrumentAdvice<double> Tunnel = Of(1, 10, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600);

    /// <summary>Of changes on their way to a node.</summary>
    public static readonly InstrumentAdvice<double> Spread = Of(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);

    private static InstrumentAdvice<double> Of(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };
}
