using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>What the node counts; docs/metrics.md lists it.</summary>
public sealed record MetricsOptions
{
    [Setting("Where /metrics is served in the format of Prometheus, to anyone who asks. The admin endpoint serves it, too.")]
    public IPAddress Address { get; init; } = IPAddress.Any;

    [Setting("{range}."), Between(0, 65535, Zero = "none")]
    public int Port { get; init; }

    [Setting("Pairs of route and backend that are told apart: {range}. Those beyond are summed under the name _other."),
        Between(10, 100_000)]
    public int MaxSeries { get; init; } = 1000;

    [Setting("A collector that they are sent to.")]
    public MetricsExport Otlp { get; init; } = new();
}

/// <summary>How metrics are sent to a collector.</summary>
public sealed record MetricsExport
{
    [Setting("Whether they are sent.")]
    public bool Enabled { get; init; }

    [Setting("How often."), Between("1s", "1h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    [Inline]
    public OtlpOptions Collector { get; init; } = new();
}
