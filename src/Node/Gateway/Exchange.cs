using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using LiveConnection = ActorProxy.Actors.Accounting.ConnectionInfo;

namespace ActorProxy.Node.Gateway;

/// <summary>One request and its response: what is counted and told of it. Its event is written when the response is complete.</summary>
internal sealed class Exchange : ITrafficSource
{
    private readonly HttpHandOver _given;
    private readonly RequestHead _head;
    private readonly string _entry; // id in the table of live connections: of HTTP/2, many requests are there at once
    private readonly Lock _ending = new();
    private bool _complete;
    private TerminationReason? _cut;
    private readonly HttpLabels _labels;
    private readonly long _started;
    private readonly DateTimeOffset _since;
    private readonly ResponseCompletion? _end; // null where the client's connection serves one request at a time
    private TerminationReason _reason = TerminationReason.InternalError;
    private string _detail = "";

    /// <param name="end">Of the response, where the client speaks HTTP/2.</param>
    public Exchange(HttpContext http, GatewayConnection connection, RequestHead head, ResponseCompletion? end)
    {
        Http = http;
        Connection = connection;
        _given = connection.Given;
        _head = head;
        _end = end;
        end?.Sent = Leave;
        _started = Proxy.Time.GetTimestamp();
        _since = Proxy.Time.GetUtcNow();
        Forwarding = Proxy.Options.ForwardingOf(_given.Listener);
        var id = connection.NextRequestId();
        _entry = IsHttp2 ? id : _given.Id;
        Peer = ClientInfos.Of(_given.Peer.Address, _given.Tls, head.Fields, Forwarding, id);
        Client = ClientAddress.From(_given.Peer.Address, head.Fields, Forwarding);
        Session = new ProxySession(_given.Listener, Peer, Client, head, isUpgrade: false, Forwarding);
        RequestBody = new RequestBody(http.Request.Body, Proxy.Time);
        ResponseBody = new ResponseBody(http.Response.BodyWriter, Proxy.Time,
            IsHttp2 ? Proxy.Options.Limits.WriteTimeout : Timeout.InfiniteTimeSpan, () => Cut(TerminationReason.WriteTimeout));
        http.Request.Body = RequestBody;
        http.Response.Body = ResponseBody;
        http.Features.Set(this);
        _labels = HttpLabels.Of(head.Method, _given.Tls is not null, IsHttp2);
        Proxy.Metrics.HttpStarted(_labels);
        Trace = RequestTrace.Begin(_labels.Method, head, _since, Proxy.Time);
        Trace?.SetConnection(_given.Id, _given.Listener.Name, _given.Peer, _given.Tls is not null);
        http.Response.OnCompleted(Complete);
    }

    public HttpContext Http { get; }

    /// <summary>Name of the listener by which the connection of the request came.</summary>
    public string Listener => _given.Listener.Name;

    /// <summary>Whether the client speaks HTTP/2.</summary>
    public bool IsHttp2 => _given.Tls is { IsHttp2: true };

    public GatewayConnection Connection { get; }

    public ProxyContext Proxy => _given.Proxy;

    public ForwardingPolicy Forwarding { get; }

    public ClientInfo Peer { get; }

    public IPAddress Client { get; }

    public ProxySession Session { get; }

    public RequestBody RequestBody { get; }

    public ResponseBody ResponseBody { get; }

    /// <summary>Null where the request is not traced.</summary>
    public RequestTrace? Trace { get; }

    /// <summary>Where the request goes; null until it is routed.</summary>
    public HttpRoutingResult.Routed? Routed { get; private set; }

    /// <summary>The way through the route's backends; null until it has passed its phases.</summary>
    public BackendSelection? Selection => Session.Selection;

    public Traffic Traffic => new(RequestBody.Bytes, ResponseBody.Bytes, 0, 0);

    public TimeSpan Idle => Proxy.Time.GetElapsedTime(Math.Max(_started, Math.Max(RequestBody.LastActivity, ResponseBody.LastActivity)));

    private string? LastBackend { get; set; }

    public void Route(HttpRoutingResult.Routed routed)
    {
        Routed = routed;
        Session.Enter(routed.Route, routed.Policies, Proxy.Pipelines, new RequestPlace(routed.Request.Host, routed.Path),
            routed.Request.Target);
        Trace?.SetRoute(routed.Route, routed.Request.Host, routed.Path, Peer.RequestId);
    }

    /// <summary>No route is for it.</summary>
    public void Unrouted() => Session.Enter(Proxy.Routes.PoliciesOf(Listener), Proxy.Pipelines);

    /// <summary>What the phases of its route say of it.</summary>
    public ValueTask<PhaseResult> PassAsync() =>
        Session.PassAsync(Proxy.Options.Handshake.PolicyTimeout, Proxy.Time, () => Http.RequestAborted);

    /// <summary>Begins the way through the backends of its route.</summary>
    public AttemptStep Select()
    {
        Session.Select(Proxy.Pools, Proxy.Options.Handshake.Attempts);
        return AttemptLoop.Begin(Session);
    }

    /// <summary>The selection is at another backend; in the table of live connections from the first one on.</summary>
    /// <param name="failed">What came before; null for nothing.</param>
    public void Enter(FailedTry? failed)
    {
        if (failed is not null)
            Proxy.AccessLog.AttemptFailed(new FailedAttempt(
                _given.Id, Peer.RequestId, Routed!.Route.Id, failed.Backend.Id, failed.Attempt, failed.Reason, failed.Detail));
        LastBackend = Selection!.Backend!.Id;
        var info = new LiveConnection(_entry, _given.Listener.Name, Client, _given.Peer, Routed!.Request.Host, Routed.Path, Peer.RequestId,
            Routed.Route, Selection.Backend, Selection.Attempt, Subprotocol: null, _since) { IsTunnel = false, Policies = Routed.Policies };
        Proxy.Connections.Add(new OpenConnection(info, this, _given.Owner));
    }

    /// <summary>Says how the exchange ends.</summary>
    public void End(TerminationReason reason, string detail = "") => (_reason, _detail) = (reason, detail);

    /// <summary>Ends this request alone, at once. May be called from any thread.</summary>
    public void Cut(TerminationReason reason)
    {
        lock (_ending)
        {
            // Behind its end, the server's objects are another request's.
            if (_complete)
                return;
            _cut = reason;
            Http.Abort();
        }
    }

    /// <summary>Ends the exchange with an answer of ours, or, where none can be given, with a cut.</summary>
    public async Task RefuseAsync(TerminationReason reason, string detail)
    {
        End(reason, detail);
        if (reason.Status() is null || Http.Response.HasStarted)
        {
            Http.Abort();
            return;
        }
        await SendAsync(OwnAnswers.Refusal(Session, reason, Peer.RequestId, detail, Proxy.RetryAfter(reason)));
    }

    /// <summary>Ends the exchange with the answer of a phase.</summary>
    public Task RespondAsync(PhaseResult.Responded response)
    {
        End(TerminationReason.Responded, "the route answered by itself");
        return SendAsync(OwnAnswers.Of(Session, response));
    }

    private async Task SendAsync((ResponseHead Head, byte[] Body) answer)
    {
        var (head, body) = answer;
        Http.Response.Clear();
        Http.Response.StatusCode = head.Status;
        foreach (var field in head.Fields)
            Http.Response.Headers.Append(field.Name, field.Value);
        // What is left of a body that nobody wants is not waited for.
        if (!IsHttp2 && (Connection.IsDraining || Http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }))
            Http.Response.Headers.Connection = "close";
        if (_head.Method != "HEAD" && body.Length > 0)
            await ResponseBody.WriteAsync(body, CancellationToken.None);
    }

    /// <summary>The last byte was sent, or never will be.</summary>
    private void Leave()
    {
        Proxy.Connections.Remove(_entry);
        Selection?.Leave();
    }

    private Task Complete()
    {
        lock (_ending)
            _complete = true;
        ResponseBody.Stop();
        if (_end is null)
            Leave();
        var reason = Connection.TakeCutReason() ?? _cut ?? _reason;
        int? status = Http.Response.HasStarted ? Http.Response.StatusCode : null;
        var duration = Proxy.Time.GetElapsedTime(_started);
        if (reason is TerminationReason.Completed or TerminationReason.Responded)
            Trace?.End(Http.Response.StatusCode);
        else
            Trace?.Fail(reason, status, _detail);
        Proxy.Metrics.HttpEnded(_labels, reason, status, duration);
        var place = Routed is not null ? new RequestPlace(Routed.Request.Host, Routed.Path) : RequestPlace.Of(_head);
        Proxy.AccessLog.Served(new ServedRequest(_given.Id, _given.Listener.Name, _given.Peer, Client, Peer.RequestId, _head.Method,
            place.Host, place.Path, Routed?.Route.Id, LastBackend, Selection?.Attempt ?? 0, reason, status, _detail,
            RequestBody.Bytes, ResponseBody.Bytes, duration));
        Session.Pipeline.OnEnd(Session, RequestEnd.Of(reason, status, duration), Proxy.OnFault);
        return Task.CompletedTask;
    }
}
