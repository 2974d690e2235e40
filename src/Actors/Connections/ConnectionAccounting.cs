using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// What the node counts and tells of one connection: admission, pools, directory, metrics and access log. What is entered at its
/// 101 is taken out at its end.
/// </summary>
internal sealed class ConnectionAccounting(ProxyContext proxy, ListenerOptions listener)
{
    private long _started = proxy.Time.GetTimestamp();
    private IPAddress? _counted;   // what the connection is counted for: its client
    private ConnectionInfo? _info; // from the 101 to the end
    private BackendSelection? _selection; // as long
    private RouteSeries? _series;  // as long
    private ProxySession? _session; // as long, where a phase is told of its end
    private readonly ListenerSeries _listener = Enter(proxy, listener);

    public string Id { get; } = proxy.Ids.Next();

    /// <summary>Of its requests, where they are not the connection's only one.</summary>
    public RequestNumbers RequestNumbers => field ??= new RequestNumbers(Id);

    /// <summary>Of its handshake, until its end; null where that is not traced.</summary>
    public RequestTrace? Trace { get; set; }

    /// <summary>When time began to count, UTC.</summary>
    public DateTimeOffset Started => proxy.Time.GetUtcNow() - Elapsed;

    /// <summary>Whether it is entered as open.</summary>
    public bool IsOpen => _info is not null;

    /// <summary>Since time began to count.</summary>
    public TimeSpan Elapsed => proxy.Time.GetElapsedTime(_started);

    /// <summary>Time counts from here: requests that the gateway has served are over.</summary>
    public void Restart() => _started = proxy.Time.GetTimestamp();

    /// <summary>Counts the connection for its client, once. False where that one has enough.</summary>
    public bool TryCountFor(IPAddress client)
    {
        if (_counted is not null)
            return true;
        _counted = proxy.Admission.TryEnterClient(client);
        return _counted is not null;
    }

    /// <summary>Counts the connection for no client any more.</summary>
    public void LeaveClient()
    {
        if (_counted is not null)
            proxy.Admission.LeaveClient(_counted);
        _counted = null;
    }

    /// <summary>An attempt has failed, and another one follows.</summary>
    public void AttemptFailed(Handshake handshake, FailedTry failed) => proxy.AccessLog.AttemptFailed(new FailedAttempt(Id,
        handshake.Peer.RequestId, handshake.Route.Id, failed.Backend.Id, failed.Attempt, failed.Reason, failed.Detail));

    /// <summary>The connection ends before its 101.</summary>
    /// <param name="session">Null where no request has arrived.</param>
    /// <param name="handshake">Null where no backend was looked for.</param>
    /// <param name="status">What the client is answered; null where it is not.</param>
    public void Refused(
        IPEndPoint peer, ProxySession? session, Handshake? handshake, TerminationReason reason, int? status, string detail) =>
        Refused(peer, session, handshake, reason, status, detail, Elapsed);

    /// <summary>A backend's ordinary answer goes to the client: it is in the directory until <see cref="Answered"/>.</summary>
    /// <param name="actor">Where orders for the connection go.</param>
    public void Answering(ClientSide client, Handshake handshake, ITrafficSource answer, IActorRef actor) =>
        proxy.Connections.Add(new DirectoryEntry(
            InfoOf(client, handshake, subprotocol: null, ProtocolVersion.Http11, isTunnel: false), answer, actor));

    /// <summary>The backend's answer was sent, or was not, for this reason.</summary>
    /// <param name="elapsed">Until the answer's head.</param>
    public void Answered(IPEndPoint peer, Handshake handshake, TerminationReason reason, int status, TimeSpan elapsed)
    {
        proxy.Connections.Remove(Id);
        Refused(peer, handshake.Session, handshake, reason, status, $"the backend answered {status}", elapsed);
    }

    private void Refused(IPEndPoint peer, ProxySession? session, Handshake? handshake, TerminationReason reason, int? status,
        string detail, TimeSpan elapsed)
    {
        proxy.Metrics.Refused(reason, status, elapsed);
        if (reason == TerminationReason.Responded)
            Trace?.End(status!.Value);
        else
            Trace?.Fail(reason, status, detail);
        var place = session?.Place ?? default;
        proxy.AccessLog.Refused(new RefusedRequest(Id, listener.Name, peer, place.Host, place.Path,
            session?.Peer.RequestId, session?.Route?.Id, handshake?.Selection.Backend?.Id,
            handshake?.Selection.Attempt ?? 0, reason, status, detail, elapsed));
        session?.Pipeline.OnEnd(session, RequestEnd.Of(reason, status, elapsed), proxy.OnFault);
    }

    /// <summary>The 101 is sent.</summary>
    /// <param name="actor">Where orders for the connection go.</param>
    public void Opened(
        ClientSide client, Handshake handshake, UpgradeAccepted accepted, RouteSeries series, ITunnel tunnel, IActorRef actor)
    {
        _selection = handshake.Selection;
        _series = series;
        _session = handshake.Session.Pipeline.HasEndPhases ? handshake.Session : null;
        _info = InfoOf(client, handshake, accepted.Subprotocol, accepted.Head.Version, isTunnel: true);
        proxy.Metrics.Established(series, Elapsed);
        Trace?.End(101);
        proxy.Connections.Add(new DirectoryEntry(_info, tunnel, actor));
        proxy.Snapshots.Entered(_info);
        proxy.AccessLog.Opened(_info);
    }

    /// <summary>The open connection has ended.</summary>
    public void Closed(TunnelEnd end, Traffic traffic)
    {
        var info = _info!;
        _info = null;
        var duration = proxy.Time.GetUtcNow() - info.Since;
        _selection!.Closed(end, duration);
        _selection.Leave();
        proxy.Metrics.Closed(_series!, end, duration);
        Trace?.TunnelEnded(info, end, traffic);
        proxy.Connections.Remove(info.Id);
        proxy.AccessLog.Closed(info, end, traffic, duration);
        _session?.Pipeline.OnEnd(_session, new RequestEnd(end.Reason, end.EndedBy, 101, duration), proxy.OnFault);
        _session = null;
    }

    /// <summary>The connection's actor is over: there is room for another one.</summary>
    public void Leave()
    {
        _listener.Left();
        proxy.Admission.Leave();
        LeaveClient();
    }

    private ConnectionInfo InfoOf(
        ClientSide client, Handshake handshake, string? subprotocol, ProtocolVersion backendVersion, bool isTunnel) =>
        new(Id, listener.Name, handshake.Client, client.Peer, handshake.Request.Host, handshake.Path, handshake.Peer.RequestId,
            handshake.Route, handshake.Selection.Backend!, handshake.Selection.Attempt, subprotocol, proxy.Time.GetUtcNow())
        {
            Tls = client.Tls,
            Policies = handshake.Policies,
            BackendVersion = backendVersion,
            IsTunnel = isTunnel,
        };

    private static ListenerSeries Enter(ProxyContext proxy, ListenerOptions listener)
    {
        var series = proxy.Metrics.Listener(listener.Name);
        series.Entered();
        return series;
    }
}
