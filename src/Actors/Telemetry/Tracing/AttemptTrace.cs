using System.Diagnostics;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry.Tracing;

/// <summary>The spans of one attempt on one backend. Not thread-safe.</summary>
public sealed class AttemptTrace
{
    private readonly ActivityContext _request;
    private readonly Backend _backend;
    private readonly int _attempt;
    private readonly TimeProvider _time;
    private Activity? _span; // null once it has ended

    internal AttemptTrace(ActivityContext request, Backend backend, int attempt, TimeProvider time) =>
        (_request, _backend, _attempt, _time) = (request, backend, attempt, time);

    /// <summary>The backend is connected, TLS included: its handshake begins.</summary>
    public void Connected()
    {
        End();
        BeginRequest("upstream handshake");
    }

    /// <summary>The fields of a request to the backend, which continues our span.</summary>
    public HeaderFields FieldsOf(HeaderFields fields) =>
        _span is { Id: { } parent } span ? TraceFields.Set(fields, parent, span.TraceStateString) : fields;

    public void Answered(int status)
    {
        _span?.SetTag("http.response.status_code", status);
        if (status >= 400)
            _span?.SetStatus(ActivityStatusCode.Error);
        End();
    }

    /// <summary>Does nothing where the attempt is over already.</summary>
    public void Failed(TerminationReason reason, string detail)
    {
        if (_span is { } span)
            Spans.Fail(span, reason, detail);
        End();
    }

    internal void BeginConnect() => Begin("connect", ActivityKind.Internal);

    internal void BeginRequest(string name) => Begin(name, ActivityKind.Client);

    private void Begin(string name, ActivityKind kind)
    {
        _span = Spans.Begin(name, kind, _request, _time.GetUtcNow());
        _span?.SetTag("actorproxy.backend", _backend.Id);
        _span?.SetTag("actorproxy.attempt", _attempt);
        _span?.SetTag("server.address", _backend.Address.Host);
        _span?.SetTag("server.port", _backend.Address.Port);
    }

    private void End()
    {
        if (_span is { } span)
            Spans.End(span, _time.GetUtcNow());
        _span = null;
    }
}
