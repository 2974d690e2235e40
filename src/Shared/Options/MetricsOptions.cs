using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>Where metrics go.</summary>
public sealed record MetricsOptions
{
    /// <summary>Where Prometheus finds /metrics.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>1 to 65535, or 0 for none.</summary>
    public int Port { get; init; }

    /// <summary>Pairs of route and backend that are told apart, 10 to 100,000; those beyond are summed.</summary>
    public int MaxSeries { get; init; } = 1000;

    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>Whether metrics are sent to a collector.</summary>
    public bool OtlpEnabled { get; init; }

    /// <summary>Between two exports to the collector; 1 s to 1 h.</summary>
    public TimeSpan OtlpInterval { get; init; } = TimeSpan.FromSeconds(60);
}
