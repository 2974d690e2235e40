using System.Diagnostics.Metrics;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// The node's instruments, on the meter <see cref="MeterName"/>. Bytes and messages are summed from the loops' own
/// counters when somebody collects, so a message that is relayed pays for two adds and no instrument.
/// </summary>
public sealed class ProxyMetrics : IDisposable
{
    public const string MeterName = "ActorProxy";

    private const string Reason = "reason", Route = "route", Direction = "direction", Result = "result";

    private readonly Meter _meter = new(MeterName);
    private readonly LoopTraffic[] _traffic;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _handshakes;
    private readonly Histogram<double> _handshakeDuration;
    private readonly Histogram<double> _tunnelDuration;
    private readonly Counter<long> _closes;
    private readonly Counter<long> _attemptFailures;
    private readonly Counter<long> _routeChanges;
    private readonly Counter<long> _reloads;
    private readonly UpDownCounter<long> _httpActive;
    private readonly Counter<long> _httpRequests;
    private readonly Histogram<double> _httpDuration;
    private readonly UpDownCounter<long> _tapsActive;
    private readonly Counter<long> _tapItems;

    /// <param name="loops">How many loops there are to count on.</param>
    public ProxyMetrics(int loops)
    {
        _traffic = [.. Enumerable.Range(0, loops).Select(_ => new LoopTraffic())];
        _active = _meter.CreateUpDownCounter<long>("actorproxy.connections.active", "{connection}", "Open tunnels.");
        _handshakes = _meter.CreateCounter<long>("actorproxy.handshakes", "{handshake}", "Handshakes by result: established, or the reason of their end.");
        _handshakeDuration = _meter.CreateHistogram<double>("actorproxy.handshake.duration", "s", "From the accept to the 101 or the refusal.");
        _tunnelDuration = _meter.CreateHistogram<double>("actorproxy.tunnel.duration", "s", "From the 101 to the end.");
        _closes = _meter.CreateCounter<long>("actorproxy.closes", "{connection}", "Ended tunnels by reason, and whether the client was cut off without a Close frame.");
        _attemptFailures = _meter.CreateCounter<long>("actorproxy.backend.failures", "{attempt}", "Attempts on backends that failed before their response, by reason.");
        _routeChanges = _meter.CreateCounter<long>("actorproxy.route.changed_tunnels", "{tunnel}", "Open tunnels that a change of their route concerned, by what the route says of them: keep, drain or close.");
        _reloads = _meter.CreateCounter<long>("actorproxy.config.reloads", "{reload}", "Reloads of the configuration by result: taken or refused.");
        _httpActive = _meter.CreateUpDownCounter<long>("actorproxy.http.requests.active", "{request}", "HTTP requests being served, upgrades not among them.");
        _httpRequests = _meter.CreateCounter<long>("actorproxy.http.requests", "{request}", "HTTP requests by result (completed, or the reason of their end) and class of status.");
        _httpDuration = _meter.CreateHistogram<double>("actorproxy.http.request.duration", "s", "From the request head to the end of the response.");
        _tapsActive = _meter.CreateUpDownCounter<long>("actorproxy.taps.active", "{tap}", "Taps on live tunnels.");
        _tapItems = _meter.CreateCounter<long>("actorproxy.tap.items", "{message}", "Messages of tapped tunnels by result: shown, or dropped because the watcher was too slow.");
        _meter.CreateObservableCounter("actorproxy.bytes", () => Both(t => t.BytesFromClient, t => t.BytesFromBackend), "By", "Bytes of relayed frames.");
        _meter.CreateObservableCounter("actorproxy.messages", () => Both(t => t.MessagesFromClient, t => t.MessagesFromBackend), "{message}", "Relayed messages.");
    }

    /// <summary>What has passed through the node since its start.</summary>
    public Traffic Total => _traffic.Aggregate(default(Traffic), (sum, loop) => sum + loop.Total);

    /// <summary>The counters that this loop's tunnels write.</summary>
    public LoopTraffic TrafficOf(int loop) => _traffic[loop];

    /// <summary>Observes a listener for the rest of its life.</summary>
    public void Watch(string name, IListener listener) => _meter.CreateObservableCounter("actorproxy.accept.pauses",
        () => new Measurement<long>(listener.Pauses, Tag("listener", name)), "{pause}",
        "How often accepting waited because the process had no descriptor left.");

    public void Established(string route, TimeSpan duration)
    {
        _active.Add(1, Tag(Route, route));
        CountHandshake("established", duration);
    }

    public void Refused(TerminationReason reason, TimeSpan duration) => CountHandshake(reason.Name(), duration);

    public void AttemptFailed(TerminationReason reason) => _attemptFailures.Add(1, Tag(Reason, reason.Name()));

    public void Closed(string route, TunnelEnd end, TimeSpan duration)
    {
        _active.Add(-1, Tag(Route, route));
        _closes.Add(1, Tag(Reason, end.Reason.Name()), Tag("abnormal", end.Reason.IsAbnormal() || end.Cut), Tag("cut", end.Cut));
        _tunnelDuration.Record(duration.TotalSeconds);
    }

    /// <param name="tunnels">How many open tunnels the change concerned that had not been told of it before.</param>
    public void RouteChanged(RouteChangePolicy policy, int tunnels) =>
        _routeChanges.Add(tunnels, Tag("policy", policy.ToString().ToLowerInvariant()));

    /// <param name="taken">Whether the new configuration could be used.</param>
    public void Reloaded(bool taken) => _reloads.Add(1, Tag(Result, taken ? "taken" : "refused"));

    public void HttpStarted() => _httpActive.Add(1);

    /// <param name="status">What the client was answered, or null where it was not.</param>
    public void HttpEnded(TerminationReason reason, int? status, TimeSpan duration)
    {
        _httpActive.Add(-1);
        var statusClass = Tag("status", status is { } code ? $"{code / 100}xx" : "none");
        _httpRequests.Add(1, Tag(Result, reason.Name()), statusClass);
        _httpDuration.Record(duration.TotalSeconds, statusClass);
    }

    public void TapStarted() => _tapsActive.Add(1);

    public void TapEnded() => _tapsActive.Add(-1);

    public void TapItems(long shown, long dropped)
    {
        _tapItems.Add(shown, Tag(Result, "shown"));
        _tapItems.Add(dropped, Tag(Result, "dropped"));
    }

    public void Dispose() => _meter.Dispose();

    private void CountHandshake(string result, TimeSpan duration)
    {
        _handshakes.Add(1, Tag(Result, result));
        _handshakeDuration.Record(duration.TotalSeconds, Tag(Result, result));
    }

    private IEnumerable<Measurement<long>> Both(Func<Traffic, long> fromClient, Func<Traffic, long> fromBackend)
    {
        var total = Total;
        yield return new Measurement<long>(fromClient(total), Tag(Direction, "from_client"));
        yield return new Measurement<long>(fromBackend(total), Tag(Direction, "from_backend"));
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
