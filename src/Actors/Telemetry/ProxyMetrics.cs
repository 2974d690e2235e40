using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Text;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// The instruments of what clients do, on the meter <see cref="MeterName"/>; docs/metrics.md lists them. Bytes and messages are
/// summed from the loops' own counters when somebody collects, so a message that is relayed pays for two adds and no instrument.
/// </summary>
public sealed class ProxyMetrics : IDisposable
{
    public const string MeterName = "ActorProxy";

    /// <summary>See <see cref="Shared.Options.MetricsOptions.MaxSeries"/>.</summary>
    private const int DefaultMaxSeries = 1000;

    private readonly Meter _meter = new(MeterName);
    private readonly RouteSeriesTable _series;
    private readonly ConcurrentDictionary<string, ListenerSeries> _listeners = new(StringComparer.Ordinal);
    private readonly Counter<long> _handshakes;
    private readonly Histogram<double> _handshakeDuration;
    private readonly Histogram<double> _tunnelDuration;
    private readonly Counter<long> _closes;
    private readonly Counter<long> _attemptFailures;
    private readonly Counter<long> _ejections;
    private readonly UpDownCounter<long> _ejected;
    private readonly Counter<long> _checks;
    private readonly UpDownCounter<long> _down;
    private readonly UpDownCounter<long> _failingSources;
    private readonly UpDownCounter<long> _queueWaiting;
    private readonly Counter<long> _queueRequests;
    private readonly Histogram<double> _queueDuration;
    private readonly Counter<long> _routeChanges;
    private readonly Counter<long> _reloads;
    private readonly UpDownCounter<long> _httpActive;
    private readonly Histogram<double> _httpDuration;
    private readonly UpDownCounter<long> _tapsActive;
    private readonly Counter<long> _tapItems;

    /// <param name="loops">How many loops there are to count on.</param>
    /// <param name="maxSeries">Pairs of route and backend that are told apart.</param>
    public ProxyMetrics(int loops, int maxSeries = DefaultMaxSeries)
    {
        _series = new RouteSeriesTable(loops, maxSeries);
        _handshakes = _meter.CreateCounter<long>("actorproxy.handshakes", "{handshake}",
            "Handshakes by result: established, or the reason of their end.");
        _handshakeDuration = _meter.CreateHistogram("actorproxy.handshake.duration", "s", "From the accept to the 101 or the refusal.",
            advice: Buckets.Request);
        _tunnelDuration = _meter.CreateHistogram("actorproxy.tunnel.duration", "s", "From the 101 to the end.", advice: Buckets.Tunnel);
        _closes = _meter.CreateCounter<long>("actorproxy.closes", "{connection}",
            "Ended tunnels by reason, and whether the client was cut off without a Close frame.");
        _attemptFailures = _meter.CreateCounter<long>("actorproxy.backend.failures", "{attempt}",
            "Attempts on backends that failed before their response, by reason.");
        _ejections = _meter.CreateCounter<long>("actorproxy.backend.ejections", "{ejection}",
            "How often a backend was taken out for its failures, by the kind of the last one.");
        _ejected = _meter.CreateUpDownCounter<long>("actorproxy.backends.ejected", "{backend}",
            "Backends that get no clients for their failures.");
        _checks = _meter.CreateCounter<long>("actorproxy.backend.checks", "{check}", "Health checks by result: good or bad.");
        _down = _meter.CreateUpDownCounter<long>("actorproxy.backends.down", "{backend}",
            "Backends that get no clients since their health checks say so.");
        _failingSources = _meter.CreateUpDownCounter<long>("actorproxy.backends.failing_sources", "{source}",
            "Names, services and files of which nothing is heard, so that the last known endpoints are used.");
        _queueWaiting = _meter.CreateUpDownCounter<long>("actorproxy.queue.waiting", "{request}",
            "Upgrades and requests that wait for a backend of their pool.");
        _queueRequests = _meter.CreateCounter<long>("actorproxy.queue.requests", "{request}",
            "Upgrades and requests that have waited, by result: served, timeout, gone, or refused since as many waited as may.");
        _queueDuration = _meter.CreateHistogram("actorproxy.queue.duration", "s", "How long they have waited.", advice: Buckets.Request);
        _routeChanges = _meter.CreateCounter<long>("actorproxy.route.changed_tunnels", "{tunnel}",
            "Open tunnels that a change of their route concerned, by what the route says of them: keep, drain or close.");
        _reloads = _meter.CreateCounter<long>("actorproxy.config.reloads", "{reload}",
            "Reloads of the configuration by result: taken or refused.");
        _httpActive = _meter.CreateUpDownCounter<long>("http.server.active_requests", "{request}",
            "HTTP requests being served, upgrades not among them.");
        _httpDuration = _meter.CreateHistogram("http.server.request.duration", "s",
            "From the request head to the end of the response, of requests that are no upgrade.", advice: Buckets.Request);
        // Autoscalers go by it: a node that has served nobody has none open, which is not the same as not to be known.
        _meter.CreateObservableUpDownCounter("actorproxy.connections.active",
            () => _series.AllAndOther.Select(s => new Measurement<long>(s.Active, Pair(s))), "{connection}", "Open tunnels.");
        _tapsActive = _meter.CreateUpDownCounter<long>("actorproxy.taps.active", "{tap}", "Taps on live tunnels.");
        _tapItems = _meter.CreateCounter<long>("actorproxy.tap.items", "{message}",
            "Messages of tapped tunnels by result: shown, or dropped because the watcher was too slow.");
        _meter.CreateObservableCounter("actorproxy.bytes", () => Both(t => t.BytesFromClient, t => t.BytesFromBackend), "By",
            "Bytes of relayed frames.");
        _meter.CreateObservableCounter("actorproxy.messages", () => Both(t => t.MessagesFromClient, t => t.MessagesFromBackend),
            "{message}", "Relayed messages.");
        _meter.CreateObservableUpDownCounter("actorproxy.listener.connections.active", () => PerListener(l => l.Active), "{connection}",
            "Connections of clients, whatever they are at.");
        _meter.CreateObservableCounter("actorproxy.listener.connections", () => PerListener(l => l.Accepted), "{connection}",
            "Connections of clients that were let in.");
        _meter.CreateObservableCounter("actorproxy.accept.pauses", () => PerListener(l => l.Pauses), "{pause}",
            "How often accepting waited, for 100 ms each, because no descriptor was left for another client, or too little memory.");
    }

    /// <summary>Pairs of route and backend that are told apart.</summary>
    public int MaxSeries
    {
        get => _series.Max;
        set => _series.Max = value;
    }

    /// <summary>What has passed through the node since its start.</summary>
    public Traffic Total => _series.All.Aggregate(default(Traffic), (sum, series) => sum + series.Total);

    /// <summary>What tunnels of this route to this backend count on.</summary>
    public RouteSeries Series(string route, string backend) => _series.Of(route, backend);

    /// <summary>What connections of this listener count on.</summary>
    public ListenerSeries Listener(string name) => _listeners.GetOrAdd(name, static n => new ListenerSeries(n));

    /// <summary>Observes a listener for the rest of its life.</summary>
    public void Watch(string name, IListener listener) => Listener(name).Bind(listener);

    public void Established(RouteSeries series, TimeSpan duration)
    {
        series.Opened();
        _handshakes.Add(1, Tag(MetricTags.Result, "established"));
        RecordHandshake("established", duration);
    }

    /// <param name="status">What the client was answered, or null where it was not.</param>
    public void Refused(TerminationReason reason, int? status, TimeSpan duration)
    {
        _handshakes.Add(1, Tag(MetricTags.Result, reason.Name()), Tag(MetricTags.Source, reason.Source(status).Name()));
        RecordHandshake(reason.Name(), duration);
    }

    public void AttemptFailed(TerminationReason reason) =>
        _attemptFailures.Add(1, Tag(MetricTags.Reason, reason.Name()), Tag(MetricTags.Source, reason.Source(reason.Status()).Name()));

    /// <summary>A backend gets no clients from now on.</summary>
    /// <param name="failure">What it failed with at last.</param>
    public void BackendEjected(BackendFailure failure)
    {
        _ejections.Add(1, Tag(MetricTags.Reason, Units.Keyword(failure)));
        _ejected.Add(1);
    }

    /// <summary>It gets some again, or is gone.</summary>
    public void BackendReturned() => _ejected.Add(-1);

    /// <summary>A backend was asked how it is.</summary>
    public void BackendChecked(bool isGood) => _checks.Add(1, Tag(MetricTags.Result, isGood ? "good" : "bad"));

    /// <summary>Health checks say that a backend is down.</summary>
    public void BackendDown() => _down.Add(1);

    /// <summary>It is up again, or is gone.</summary>
    public void BackendUp() => _down.Add(-1);

    /// <summary>Nothing is heard of names, services or files that backends stand for; or there is again.</summary>
    /// <param name="change">How many more they are.</param>
    public void SourcesFail(int change) => _failingSources.Add(change);

    /// <summary>An upgrade or a request waits for a backend.</summary>
    public void QueueEntered() => _queueWaiting.Add(1);

    /// <summary>It waits no longer.</summary>
    public void QueueLeft(QueueResult result, TimeSpan waited)
    {
        _queueWaiting.Add(-1);
        _queueRequests.Add(1, ResultOf(result));
        _queueDuration.Record(waited.TotalSeconds, ResultOf(result));
    }

    /// <summary>One was to wait, and as many did as may.</summary>
    public void QueueRefused() => _queueRequests.Add(1, ResultOf(QueueResult.Refused));

    public void Closed(RouteSeries series, TunnelEnd end, TimeSpan duration)
    {
        series.Closed();
        if (_closes.Enabled)
            _closes.Add(1, [Tag(MetricTags.Reason, end.Reason.Name()), Tag(MetricTags.Source, end.EndedBy.Name()),
                Tag("abnormal", end.Reason.IsAbnormal() || end.Cut), Tag("cut", end.Cut)]);
        _tunnelDuration.Record(duration.TotalSeconds);
    }

    /// <param name="tunnels">How many open tunnels the change concerned that had not been told of it before.</param>
    public void RouteChanged(RouteChangePolicy policy, int tunnels) =>
        _routeChanges.Add(tunnels, Tag("policy", policy.ToString().ToLowerInvariant()));

    /// <param name="taken">Whether the new configuration could be used.</param>
    public void Reloaded(bool taken) => _reloads.Add(1, Tag(MetricTags.Result, taken ? "taken" : "refused"));

    public void HttpStarted(HttpLabels request)
    {
        if (_httpActive.Enabled)
            _httpActive.Add(1, request.Active());
    }

    /// <param name="request">As it was started with.</param>
    /// <param name="status">What the client was answered, or null where it was not.</param>
    public void HttpEnded(HttpLabels request, TerminationReason reason, int? status, TimeSpan duration)
    {
        if (_httpActive.Enabled)
            _httpActive.Add(-1, request.Active());
        if (_httpDuration.Enabled)
            _httpDuration.Record(duration.TotalSeconds, request.Ended(reason, status));
    }

    public void TapStarted() => _tapsActive.Add(1);

    public void TapEnded() => _tapsActive.Add(-1);

    public void TapItems(long shown, long dropped)
    {
        _tapItems.Add(shown, Tag(MetricTags.Result, "shown"));
        _tapItems.Add(dropped, Tag(MetricTags.Result, "dropped"));
    }

    public void Dispose() => _meter.Dispose();

    private void RecordHandshake(string result, TimeSpan duration) =>
        _handshakeDuration.Record(duration.TotalSeconds, Tag(MetricTags.Result, result));

    private IEnumerable<Measurement<long>> Both(Func<Traffic, long> fromClient, Func<Traffic, long> fromBackend)
    {
        foreach (var series in _series.All)
        {
            var total = series.Total;
            yield return new Measurement<long>(fromClient(total), [.. Pair(series), Tag(MetricTags.Direction, "from_client")]);
            yield return new Measurement<long>(fromBackend(total), [.. Pair(series), Tag(MetricTags.Direction, "from_backend")]);
        }
    }

    private IEnumerable<Measurement<long>> PerListener(Func<ListenerSeries, long> value) =>
        _listeners.Values.Select(listener => new Measurement<long>(value(listener), Tag(MetricTags.Listener, listener.Name)));

    private static KeyValuePair<string, object?> ResultOf(QueueResult result) => Tag(MetricTags.Result, Units.Keyword(result));

    private static TagList Pair(RouteSeries series) => new([Tag(MetricTags.Route, series.Route), Tag(MetricTags.Backend, series.Backend)]);

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
