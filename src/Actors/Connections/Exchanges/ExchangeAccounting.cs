using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>What is counted and told of one request that is no upgrade. Used on its loop.</summary>
internal sealed class ExchangeAccounting
{
    private readonly HttpHandOver _given;
    private readonly ProxySession _session;
    private readonly HttpLabels _labels;
    private readonly long _started;
    private readonly DateTimeOffset _since;
    private string? _lastBackend;
    private bool _isListed;

    public ExchangeAccounting(HttpHandOver given, ProxySession session)
    {
        (_given, _session) = (given, session);
        _started = Proxy.Time.GetTimestamp();
        _since = Proxy.Time.GetUtcNow();
        _labels = HttpLabels.Of(session.Head.Method, given.Tls is not null, http2: false);
        Proxy.Metrics.HttpStarted(_labels);
        Trace = RequestTrace.Begin(_labels.Method, session.Head, _since, Proxy.Time);
        Trace?.SetConnection(given.Id, given.Listener.Name, given.Peer, given.Tls is not null);
    }

    /// <summary>Null where the request is not traced.</summary>
    public RequestTrace? Trace { get; }

    private ProxyContext Proxy => _given.Proxy;

    /// <summary>The selection is at another backend; in the table of live connections from the first one on.</summary>
    /// <param name="failed">What came before; null for nothing.</param>
    /// <param name="source">What has passed of the exchange.</param>
    public void Enter(FailedTry? failed, ITrafficSource source)
    {
        var (route, selection) = (_session.Route!, _session.Selection!);
        if (failed is not null)
            Proxy.AccessLog.AttemptFailed(new FailedAttempt(_given.Id, _session.Peer.RequestId, route.Id, failed.Backend.Id,
                failed.Attempt, failed.Reason, failed.Detail));
        _lastBackend = selection.Backend!.Id;
        _isListed = true;
        var place = _session.Place;
        Proxy.Connections.Add(new OpenConnection(new ConnectionInfo(_given.Id, _given.Listener.Name, _session.Client, _given.Peer,
            place.Host!, place.Path!, _session.Peer.RequestId, route, selection.Backend, selection.Attempt, Subprotocol: null, _since)
        {
            IsTunnel = false,
            Policies = _session.Policies,
        }, source, _given.Owner));
    }

    /// <summary>The last byte was sent, or never will be.</summary>
    /// <param name="status">What the client was answered; null where it was not.</param>
    public void End(TerminationReason reason, int? status, string detail, Traffic traffic)
    {
        if (_isListed)
            Proxy.Connections.Remove(_given.Id);
        _session.Selection?.Leave();
        var duration = Proxy.Time.GetElapsedTime(_started);
        if (status is { } sent && reason is TerminationReason.Completed or TerminationReason.Responded)
            Trace?.End(sent);
        else
            Trace?.Fail(reason, status, detail);
        Proxy.Metrics.HttpEnded(_labels, reason, status, duration);
        var place = _session.Place;
        Proxy.AccessLog.Served(new ServedRequest(_given.Id, _given.Listener.Name, _given.Peer, _session.Client, _session.Peer.RequestId,
            _session.Head.Method, place.Host, place.Path, _session.Route?.Id, _lastBackend, _session.Selection?.Attempt ?? 0, reason,
            status, detail, traffic.BytesFromClient, traffic.BytesFromBackend, duration));
        _session.Pipeline.OnEnd(_session, RequestEnd.Of(reason, status, duration), Proxy.OnFault);
    }

    /// <summary>A request that is refused before anything looks at its fields: it counts and has an event, and no session.</summary>
    public static void Unread(HttpHandOver given, string requestId, TerminationReason reason, int? status, string detail)
    {
        var labels = HttpLabels.Of(null, given.Tls is not null, http2: false);
        given.Proxy.Metrics.HttpStarted(labels);
        given.Proxy.Metrics.HttpEnded(labels, reason, status, TimeSpan.Zero);
        given.Proxy.AccessLog.Served(new ServedRequest(given.Id, given.Listener.Name, given.Peer, given.Peer.Address, requestId, null,
            null, null, null, null, 0, reason, status, detail, 0, 0, TimeSpan.Zero));
    }
}
