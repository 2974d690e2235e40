using System.Diagnostics;
using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry.Tracing;

/// <summary>
/// The spans of one request that is traced: one of the request, and below it one of each step and attempt. Where nobody
/// listens, or the request is not sampled, there is none of these, and nothing was allocated for it. Not thread-safe.
/// </summary>
public sealed class RequestTrace
{
    /// <summary>Name of the ActivitySource.</summary>
    public const string SourceName = "ActorProxy";

    private readonly Activity _request;
    private readonly TimeProvider _time;
    private Activity? _step;
    private AttemptTrace? _attempt; // the last one

    private RequestTrace(Activity request, TimeProvider time) => (_request, _time) = (request, time);

    /// <summary>
    /// Continues the trace of a request, or begins one. Null where it is not recorded: its fields then pass as they came.
    /// </summary>
    /// <param name="age">For how long the request has been there.</param>
    public static RequestTrace? Begin(string name, RequestHead head, TimeSpan age, TimeProvider time)
    {
        if (!Spans.Source.HasListeners())
            return null;
        // What is no context makes the default one, with which a trace begins.
        _ = ActivityContext.TryParse(TraceFields.ParentOf(head.Fields), head.Fields.Joined(TraceFields.State), isRemote: true,
            out var parent);
        if (Spans.Begin(name, ActivityKind.Server, parent, time.GetUtcNow() - age) is not { } span)
            return null;
        span.SetTag("http.request.method", head.Method);
        return new RequestTrace(span, time);
    }

    /// <summary>Tells of the connection that carries the request.</summary>
    public void SetConnection(string id, string listener, System.Net.IPEndPoint peer, bool tls)
    {
        _request.SetTag("actorproxy.connection.id", id);
        _request.SetTag("actorproxy.listener", listener);
        _request.SetTag("network.peer.address", peer.Address.ToString());
        _request.SetTag("url.scheme", tls ? "https" : "http");
    }

    /// <summary>Tells where the request goes.</summary>
    /// <param name="path">Normalised, without query: that may carry secrets.</param>
    public void SetRoute(Route route, string host, string path, string requestId)
    {
        _request.SetTag("actorproxy.route", route.Id);
        _request.SetTag("actorproxy.request.id", requestId);
        _request.SetTag("server.address", host);
        _request.SetTag("url.path", path);
    }

    /// <summary>A step that began earlier, and ends where the next one begins.</summary>
    public void Step(string name, DateTimeOffset started)
    {
        EndStep();
        _step = Spans.Begin(name, ActivityKind.Internal, _request.Context, started);
    }

    /// <summary>A step that begins now; the one before it ends.</summary>
    public void Step(string name) => Step(name, _time.GetUtcNow());

    /// <summary>An attempt on a backend, of which connecting is a span of its own. The step before it ends.</summary>
    public AttemptTrace Connect(Backend backend, int attempt)
    {
        var trace = Attempt(backend, attempt);
        trace.BeginConnect();
        return trace;
    }

    /// <summary>A request to a backend on a connection that may have been there before.</summary>
    public AttemptTrace Send(string method, Backend backend, int attempt)
    {
        var trace = Attempt(backend, attempt);
        trace.BeginRequest(method);
        return trace;
    }

    /// <summary>The client was answered, by a backend or with the 101.</summary>
    public void End(int status)
    {
        _request.SetTag("http.response.status_code", status);
        if (status >= 500)
            _request.SetStatus(ActivityStatusCode.Error);
        End();
    }

    /// <summary>The request came to nothing.</summary>
    /// <param name="status">What the client was answered, or null where it was not.</param>
    public void Fail(TerminationReason reason, int? status, string detail)
    {
        _attempt?.Failed(reason, detail);
        Spans.Fail(_request, reason, detail);
        if (status is { } code)
            _request.SetTag("http.response.status_code", code);
        End();
    }

    /// <summary>
    /// The tunnel of the handshake has ended: one more span of the trace, told at the tunnel's end, since one that is open for
    /// days would be lost with the node, and collectors close traces long before.
    /// </summary>
    public void TunnelEnded(ConnectionInfo tunnel, TunnelEnd end, Traffic traffic)
    {
        if (Spans.Begin("websocket tunnel", ActivityKind.Internal, _request.Context, tunnel.Since) is not { } span)
            return;
        span.SetTag("actorproxy.connection.id", tunnel.Id);
        span.SetTag("actorproxy.close.reason", end.Reason.Name());
        span.SetTag("actorproxy.close.by", end.EndedBy.ToString().ToLowerInvariant());
        span.SetTag("actorproxy.close.code", end.CloseCode);
        span.SetTag("actorproxy.bytes.from_client", traffic.BytesFromClient);
        span.SetTag("actorproxy.bytes.from_backend", traffic.BytesFromBackend);
        span.SetTag("actorproxy.messages.from_client", traffic.MessagesFromClient);
        span.SetTag("actorproxy.messages.from_backend", traffic.MessagesFromBackend);
        if (end.Reason.IsAbnormal() || end.Cut)
            span.SetStatus(ActivityStatusCode.Error, end.Reason.Name());
        Spans.End(span, _time.GetUtcNow());
    }

    private AttemptTrace Attempt(Backend backend, int attempt)
    {
        EndStep();
        return _attempt = new AttemptTrace(_request.Context, backend, attempt, _time);
    }

    private void End()
    {
        EndStep();
        Spans.End(_request, _time.GetUtcNow());
    }

    private void EndStep()
    {
        if (_step is { } step)
            Spans.End(step, _time.GetUtcNow());
        _step = null;
    }
}
