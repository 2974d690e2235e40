using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Logging;

/// <summary>
/// Access events and failures. Of a connection there is one event when it opens and one when it closes, or one when it is
/// refused; of any other HTTP request, one when it has ended; besides, one per attempt on a backend that another attempt followed. Ends
/// that are worth a look are warnings. Libraries quote in their details what a peer sent: hence <see cref="PlainText"/>.
/// </summary>
/// <param name="access">Whether events that are not warnings are written; asked at each.</param>
public sealed class SerilogAccessLog(ILogger log, Func<bool> access) : IAccessLog
{
    private readonly ILogger _log = log.ForContext(Constants.SourceContextPropertyName, "ActorProxy.Access");

    public void Opened(ConnectionInfo connection)
    {
        if (access())
            _log.Information("Opened {Connection}: {Client} {Host}{Path} to {Route} {Backend} by {BackendProtocol}, attempt {Attempt}, "
                + "subprotocol {Subprotocol}, TLS {Tls}, listener {Listener}, request {RequestId}",
                connection.Id, connection.Client, connection.Host, connection.Path, connection.Route.Id, connection.Backend.Id,
                Protocol(connection.BackendVersion), connection.Attempt, connection.Subprotocol, connection.Tls?.Protocol,
                connection.Listener, connection.RequestId);
    }

    public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration)
    {
        var warn = end.Reason.IsAbnormal() || end.Cut;
        if (warn || access())
            _log.Write(warn ? LogEventLevel.Warning : LogEventLevel.Information,
                "Closed {Connection}: {Reason} by {EndedBy}, code {CloseCode}, cut {Cut}, after {Seconds:F3} s; from client "
                    + "{BytesFromClient} B in {MessagesFromClient} messages, from backend {BytesFromBackend} B in "
                    + "{MessagesFromBackend}; {Client} {Host}{Path} to {Route} {Backend}, request {RequestId}",
                connection.Id, end.Reason.Name(), end.EndedBy.Name(), end.CloseCode, end.Cut, duration.TotalSeconds,
                traffic.BytesFromClient, traffic.MessagesFromClient, traffic.BytesFromBackend, traffic.MessagesFromBackend,
                connection.Client, connection.Host, connection.Path, connection.Route.Id, connection.Backend.Id, connection.RequestId);
    }

    public void Refused(RefusedRequest request)
    {
        var warn = request.Reason.IsFailure(request.Status);
        if (warn || access())
            _log.Write(warn ? LogEventLevel.Warning : LogEventLevel.Information,
                "Refused {Connection}: {Reason} by {Source}, {Status}, {Detail}; {Client} {Host}{Path} to {Route} {Backend}, attempt "
                    + "{Attempt}, after {Seconds:F3} s, listener {Listener}, request {RequestId}",
                request.Id, request.Reason.Name(), request.Source.Name(), request.Status, Detail(request.Detail), request.Peer,
                request.Host,
                request.Path, request.Route, request.Backend, request.Attempt, request.Duration.TotalSeconds, request.Listener,
                request.RequestId);
    }

    public bool TellsServed(TerminationReason reason, int? status) => reason.IsFailure(status) || access();

    public void Served(ServedRequest request)
    {
        if (TellsServed(request.Reason, request.Status))
            _log.Write(request.Reason.IsFailure(request.Status) ? LogEventLevel.Warning : LogEventLevel.Information,
                "Served {Connection}: {Method} {Host}{Path} {Protocol} {Status}, {Reason} by {Source}, {Detail} after {Seconds:F3} s; "
                    + "{BytesFromClient} B from, {BytesToClient} B to {Client}; {Route} {Backend}, attempt {Attempt}, listener "
                    + "{Listener}, request {RequestId}",
                request.Id, request.Method, request.Host, request.Path, Protocol(request.Version), request.Status, request.Reason.Name(),
                request.Source.Name(),
                Detail(request.Detail), request.Duration.TotalSeconds, request.BytesFromClient, request.BytesToClient, Client(request),
                request.Route, request.Backend,
                request.Attempt, request.Listener, request.RequestId);
    }

    public void AttemptFailed(FailedAttempt attempt) =>
        _log.Warning("Attempt {Attempt} of {Connection} on {Route} {Backend} failed: {Reason} by {Source}, {Detail}; request {RequestId}",
            attempt.Attempt, attempt.Id, attempt.Route, attempt.Backend, attempt.Reason.Name(), attempt.Source.Name(),
            Detail(attempt.Detail), attempt.RequestId);

    /// <summary>Null where nothing was wrong.</summary>
    private static string? Detail(string detail) => detail.Length == 0 ? null : PlainText.Of(detail);

    private static string? Protocol(ProtocolVersion? version) => version switch
    {
        ProtocolVersion.Http10 => "HTTP/1.0",
        ProtocolVersion.Http11 => "HTTP/1.1",
        ProtocolVersion.Http20 => "HTTP/2",
        _ => null,
    };

    /// <summary>With its port, unless another one says who the client is.</summary>
    private static object Client(ServedRequest request) =>
        request.Client.Equals(ClientAddress.Plain(request.Peer.Address))
            ? new IPEndPoint(request.Client, request.Peer.Port)
            : request.Client;
}
