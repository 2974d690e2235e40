using System.Diagnostics.Metrics;

namespace ActorProxy.Actors.Telemetry;

/// <summary>Instruments of the node's copy of the registry, on the meter <see cref="ProxyMetrics.MeterName"/>.</summary>
public sealed class RegistryMetrics : IDisposable
{
    private readonly Meter _meter = new(ProxyMetrics.MeterName);
    private readonly TimeProvider _time;
    private readonly Histogram<double> _spread;
    private long _compared;

    public RegistryMetrics(TimeProvider time)
    {
        _time = time;
        _compared = time.GetTimestamp();
        _spread = _meter.CreateHistogram<double>("actorproxy.routes.spread", "s", "From the registry's taking of a change to the node's, by the clocks of both.");
        _meter.CreateObservableGauge("actorproxy.routes.staleness", () => Staleness.TotalSeconds, "s", "Time since the node's copy of the registry was last found equal to another's.");
        _meter.CreateObservableGauge("actorproxy.routes.hosts", () => Hosts, "{host}", "Hosts in the node's copy of the registry.");
    }

    public TimeSpan Staleness => _time.GetElapsedTime(Volatile.Read(ref _compared));

    public int Hosts { get; set; }

    public void Compared() => Volatile.Write(ref _compared, _time.GetTimestamp());

    public void Spread(TimeSpan duration) => _spread.Record(Math.Max(0, duration.TotalSeconds));

    public void Dispose() => _meter.Dispose();
}
