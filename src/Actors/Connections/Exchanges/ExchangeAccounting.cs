using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// What is counted and told of one request that is no upgrade, and its entry among the open connections. Used on its loop, but for what
/// an entry has.
/// </summary>
internal sealed class ExchangeAccounting : OpenConnection
{
    private readonly Exchange _exchange;
    private readonly HttpLabels _labels;
    private readonly long _started;
    private Backend? _backend; // the last one
    private int _attempt;
    private ConnectionInfo? _info; // of this attempt, from when somebody has asked

    public ExchangeAccounting(Exchange exchange)
    {
        _exchange = exchange;
        _started = Proxy.Time.GetTimestamp();
        _labels = HttpLabels.Of(Session.Head.Method, Given.Tls is not null, exchange.Client.IsHttp2);
        Proxy.Metrics.HttpStarted(_labels);
        Trace = RequestTrace.Begin(_labels.Method, Session.Head, TimeSpan.Zero, Proxy.Time);
        Trace?.SetConnection(Given.Id, Given.Listener.Name, Given.Peer, Given.Tls is not null);
    }

    /// <summary>Null where the request is not traced.</summary>
    public RequestTrace? Trace { get; }

    public override string Id => _exchange.Entry;

    public override bool IsTunnel => false;

    public override ITrafficSource Source => _exchange;

    public override IActorRef Actor => Given.Owner;

    public override ConnectionInfo Info => _info ??= new(Id, Given.Listener.Name, Session.Client, Given.Peer, Session.Place.Host!,
        Session.Place.Path!, Session.Peer.RequestId, Session.Route!, _backend!, _attempt, Subprotocol: null,
        Proxy.Time.GetUtcNow() - Proxy.Time.GetElapsedTime(_started))
    {
        IsTunnel = false,
        Policies = Session.Policies,
    };

    private HttpHandOver Given => _exchange.Given;

    private ProxySession Session => _exchange.Session;

    private ProxyContext Proxy => Given.Proxy;

    /// <summary>The selection is at another backend; in the table of open connections from the first one on.</summary>
    /// <param name="failed">What came before; null for nothing.</param>
    public void Enter(FailedTry? failed)
    {
        var selection = Session.Selection!;
        TellFailed(failed);
        var isListed = _backend is not null;
        (_backend, _attempt, _info) = (selection.Backend!, selection.Attempt, null);
        if (!isListed)
            Proxy.Connections.Add(this);
    }

    /// <summary>The selection is at no backend: it waits for one.</summary>
    /// <param name="failed">As of <see cref="Enter"/>.</param>
    public void Queue(FailedTry? failed)
    {
        TellFailed(failed);
        Trace?.Step("queue");
    }

    /// <summary>Nothing more is done for it: tells how it has ended.</summary>
    /// <param name="status">What the client was answered; null where it was not.</param>
    public void End(TerminationReason reason, int? status, string detail)
    {
        var duration = Proxy.Time.GetElapsedTime(_started);
        if (status is { } sent && reason is TerminationReason.Completed or TerminationReason.Responded)
            Trace?.End(sent);
        else
            Trace?.Fail(reason, status, detail);
        Proxy.Metrics.HttpEnded(_labels, reason, status, duration);
        if (Proxy.AccessLog.TellsServed(reason, status))
        {
            var (place, traffic) = (Session.Place, _exchange.Traffic);
            Proxy.AccessLog.Served(new ServedRequest(Given.Id, Given.Listener.Name, Given.Peer, Session.Client, Session.Peer.RequestId,
                Session.Head.Method, place.Host, place.Path, Session.Route?.Id, _backend?.Id, _attempt, reason, status, detail,
                traffic.BytesFromClient, traffic.BytesFromBackend, duration)
            {
                Version = _exchange.Client.VersionOf(Session.Head),
            });
        }
        Session.Pipeline.OnEnd(Session, RequestEnd.Of(reason, status, duration), Proxy.OnFault);
    }

    /// <summary>The last byte was sent, or never will be. May be called from any thread.</summary>
    public void Leave()
    {
        if (_backend is not null)
            Proxy.Connections.Remove(Id);
        Session.Selection?.Leave();
    }

    private void TellFailed(FailedTry? failed)
    {
        if (failed is not null)
            Proxy.AccessLog.AttemptFailed(new FailedAttempt(Given.Id, Session.Peer.RequestId, Session.Route!.Id, failed.Backend.Id,
                failed.Attempt, failed.Reason, failed.Detail));
    }

    /// <summary>A request that is refused before anything looks at its fields: it counts and has an event, and no session.</summary>
    public static void Unread(HttpHandOver given, string? requestId, TerminationReason reason, int? status, string detail)
    {
        var labels = HttpLabels.Of(null, given.Tls is not null, given.Tls is { IsHttp2: true });
        given.Proxy.Metrics.HttpStarted(labels);
        given.Proxy.Metrics.HttpEnded(labels, reason, status, TimeSpan.Zero);
        given.Proxy.AccessLog.Served(new ServedRequest(given.Id, given.Listener.Name, given.Peer, given.Peer.Address, requestId, null,
            null, null, null, null, 0, reason, status, detail, 0, 0, TimeSpan.Zero));
    }
}
