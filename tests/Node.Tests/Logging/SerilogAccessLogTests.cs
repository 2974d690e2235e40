using System.Globalization;
using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Node.Logging;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Tests.Logging;

public sealed class SerilogAccessLogTests
{
    private static readonly ServedRequest Request = new("c-1", "web", new IPEndPoint(IPAddress.Loopback, 5), IPAddress.Parse("203.0.113.9"),
        "c-1.2", "GET", "example.com", "/a", "route", "ws://b", 1, TerminationReason.Completed, 200, "", 3, 4, TimeSpan.FromSeconds(1.5))
    {
        Version = ProtocolVersion.Http11,
    };

    [Fact]
    public void A_served_request_is_one_event_with_all_that_is_known_of_it()
    {
        var written = Assert.Single(Write(Request, access: true));
        Assert.Equal(LogEventLevel.Information, written.Level);
        Assert.Equal(("c-1", "GET", "/a", "HTTP/1.1", 200, "completed", 4L, "c-1.2"),
            (Value("Connection"), Value("Method"), Value("Path"), Value("Protocol"), Value("Status"),
            Value("Reason"), Value("BytesToClient"), Value("RequestId")));
        Assert.Equal(19, written.Properties.Count); // the eighteen, and the source

        object? Value(string name) => ((ScalarValue)written.Properties[name]).Value;
    }

    [Theory]
    [InlineData(TerminationReason.BackendRefused, 502, true)]
    [InlineData(TerminationReason.BackendLost, 200, true)]
    [InlineData(TerminationReason.NoRoute, 404, false)]
    [InlineData(TerminationReason.ClientLost, null, false)]
    public void Failures_are_warnings_and_are_written_without_access_events(TerminationReason reason, int? status, bool warning)
    {
        var written = Write(Request with { Reason = reason, Status = status }, access: false);
        Assert.Equal(warning ? [LogEventLevel.Warning] : [], written.Select(e => e.Level));
    }

    [Theory]
    [InlineData(TerminationReason.BackendDeclined, 403, "backend", LogEventLevel.Warning)]
    [InlineData(TerminationReason.BackendRefused, 502, "backend", LogEventLevel.Warning)]
    [InlineData(TerminationReason.NoBackend, 503, "proxy", LogEventLevel.Warning)]
    [InlineData(TerminationReason.RouteLimit, 503, "proxy", LogEventLevel.Information)]
    [InlineData(TerminationReason.NoRoute, 404, "client", LogEventLevel.Information)]
    [InlineData(TerminationReason.RequestTimeout, null, "client", LogEventLevel.Information)]
    public void A_refusal_has_its_reason_and_its_source(TerminationReason reason, int? status, string source, LogEventLevel level)
    {
        var written = Write(log => log.Refused(new RefusedRequest(
            "c-2", "web", new IPEndPoint(IPAddress.Loopback, 6), null, null, null, null, null, 0,
            reason, status, "Words.", TimeSpan.Zero)));

        Assert.Equal((level, reason.Name(), source), (written.Level, ((ScalarValue)written.Properties["Reason"]).Value,
            ((ScalarValue)written.Properties["Source"]).Value));
        Assert.StartsWith($"Refused c-2: {reason.Name()} by {source}, ", Text(written), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_message_quotes_of_a_peer_steers_no_terminal_and_begins_no_line()
    {
        const string Detail = "Invalid status line: '\u001b[31m\r\nx'";
        LogEvent[] written =
        [
            Write(log => log.Served(Request with { Detail = Detail, Reason = TerminationReason.BackendBadHandshake })),
            Write(log => log.Refused(new RefusedRequest("c-2", "web", new IPEndPoint(IPAddress.Loopback, 6), null, null, null, null, null,
                0,
                TerminationReason.BackendBadHandshake, 502, Detail, TimeSpan.Zero))),
            Write(log => log.AttemptFailed(new FailedAttempt("c-3", "r", "route", "ws://b", 1, TerminationReason.BackendBadHandshake,
                Detail))),
        ];
        Assert.All(written, e => Assert.Contains(@"Invalid status line: '\u001b[31m\u000d\u000ax'", Text(e)));
        Assert.All(written, e => Assert.DoesNotContain(Text(e), char.IsControl));
    }

    [Fact]
    public void For_people_what_is_not_known_is_a_dash()
    {
        var served = Write(log => log.Served(Request with { Route = null, Backend = null, Attempt = 0, Reason = TerminationReason.NoRoute,
            Status = 404, Detail = "No route." }));
        var refused = Write(log => log.Refused(new RefusedRequest(
            "c-2", "web", new IPEndPoint(IPAddress.Loopback, 6), null, null, null, null, null, 0,
            TerminationReason.ClientLost, null, "It left.", TimeSpan.FromSeconds(2))));

        Assert.Equal("Served c-1: GET example.com/a HTTP/1.1 404, no_route by client, No route. after 1.500 s; 3 B from, 4 B to "
            + "203.0.113.9; - "
            + "-, attempt 0, listener web, request c-1.2", Text(served));
        Assert.Equal("Refused c-2: client_lost by client, -, It left.; 127.0.0.1:6 -- to - -, attempt 0, after "
            + "2.000 s, listener web, request -", Text(refused));
        Assert.Equal(404, ((ScalarValue)served.Properties["Status"]).Value);
    }

    [Fact]
    public void Where_nothing_was_wrong_a_dash_stands_for_it_and_a_client_has_its_port_where_it_is_the_peer()
    {
        var served = Write(log => log.Served(Request));
        var direct = Write(log => log.Served(Request with { Client = IPAddress.Loopback,
            Peer = new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 5) }));

        Assert.Equal("Served c-1: GET example.com/a HTTP/1.1 200, completed by backend, - after 1.500 s; 3 B from, 4 B to "
            + "203.0.113.9; route "
            + "ws://b, attempt 1, listener web, request c-1.2", Text(served));
        Assert.Equal(Text(served).Replace("203.0.113.9", "127.0.0.1:5", StringComparison.Ordinal), Text(direct));
    }

    [Fact]
    public void For_machines_what_is_not_known_is_null()
    {
        var served = Assert.Single(Write(Request with { Route = null }, access: true));
        Assert.Null(((ScalarValue)served.Properties["Route"]).Value);
    }

    private static string Text(LogEvent written)
    {
        using var text = new StringWriter();
        new Serilog.Formatting.Display.MessageTemplateTextFormatter("{Message:lj}", CultureInfo.InvariantCulture).Format(written, text);
        return text.ToString();
    }

    private static LogEvent Write(Action<SerilogAccessLog> write)
    {
        var events = new Events();
        using var logger = new LoggerConfiguration().Enrich.With<UnknownAsDash>().WriteTo.Sink(events).CreateLogger();
        write(new SerilogAccessLog(logger, () => true));
        return Assert.Single(events.All);
    }

    private static List<LogEvent> Write(ServedRequest request, bool access)
    {
        var events = new Events();
        using var logger = new LoggerConfiguration().WriteTo.Sink(events).CreateLogger();
        new SerilogAccessLog(logger, () => access).Served(request);
        return events.All;
    }

    private sealed class Events : ILogEventSink
    {
        public List<LogEvent> All { get; } = [];

        public void Emit(LogEvent logEvent) => All.Add(logEvent);
    }
}
