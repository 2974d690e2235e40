using System.Diagnostics.Metrics;
using ActorProxy.Actors.Telemetry;

namespace ActorProxy.Actors.Registry;

/// <summary>Instruments of the node's replica of the registry, on the meter <see cref="ProxyMetrics.MeterName"/>.</summary>
public sealed class RegistryMetrics : IDisposable
{
    private readonly Meter _meter = new(ProxyMetrics.MeterName);
    private readonly TimeProvider _time;
    private readonly Histogram<double> _spread;
    private long _confirmed; // at first the start
    private bool _wasConfirmed;

    /// <param name="faults">What is wrong with rows, as the node finds it.</param>
    /// <param name="saved">Null where nothing is saved.</param>
    public RegistryMetrics(TimeProvider time, HostFaults faults, ISavedRoutes? saved = null)
    {
        _time = time;
        _confirmed = time.GetTimestamp();
        _spread = _meter.CreateHistogram("actorproxy.routes.spread", "s",
            "From the registry's taking of a change to the node's, by the clocks of both.", advice: Buckets.Spread);
        _meter.CreateObservableGauge("actorproxy.routes.staleness", () => Staleness.TotalSeconds, "s",
            "Time since the node's replica of the registry was last known to be what the database has.");
        _meter.CreateObservableGauge("actorproxy.routes.hosts", () => Hosts, "{host}", "Hosts in the node's replica of the registry.");
        _meter.CreateObservableCounter("actorproxy.routes.saved.failures", () => saved?.Failures ?? 0, "{failure}",
            "Times that the file of saved routes could not be read or written.");
        _meter.CreateObservableGauge("actorproxy.routes.damaged", () => faults.Count, "{host}",
            "Hosts whose rows in the registry's database cannot be followed to their end, as far as the node reads them.");
    }

    public TimeSpan Staleness => _time.GetElapsedTime(Volatile.Read(ref _confirmed));

    public int Hosts { get; set; }

    /// <summary>What is known of an earlier time than was known before changes nothing. Not for several threads at a time.</summary>
    /// <param name="age">How long ago the replica was known to be what the database has.</param>
    public void Confirmed(TimeSpan age)
    {
        var moment = _time.GetTimestamp() - (long)(age.TotalSeconds * _time.TimestampFrequency);
        Volatile.Write(ref _confirmed, _wasConfirmed ? Math.Max(_confirmed, moment) : moment);
        _wasConfirmed = true;
    }

    public void Spread(TimeSpan duration) => _spread.Record(Math.Max(0, duration.TotalSeconds));

    public void Dispose() => _meter.Dispose();
}
