using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Node.Logging;
using ActorProxy.Shared.Termination;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Tests.Logging;

public sealed class SerilogAccessLogTests
{
    private static readonly ServedRequest Request = new("c-1", "web", new IPEndPoint(IPAddress.Loopback, 5), IPAddress.Parse("203.0.113.9"),
        "c-1.2", "GET", "example.com", "/a", "route", "ws://b", 1, TerminationReason.Completed, 200, "", 3, 4, TimeSpan.FromSeconds(1.5));

    [Fact]
    public void A_served_request_is_one_event_with_all_that_is_known_of_it()
    {
        var written = Assert.Single(Write(Request, access: true));
        Assert.Equal(LogEventLevel.Information, written.Level);
        Assert.Equal(("c-1", "GET", "/a", 200, "completed", 4L, "c-1.2"), (Value("Connection"), Value("Method"), Value("Path"), Value("Status"),
            Value("Reason"), Value("BytesToClient"), Value("RequestId")));
        Assert.Equal(17, written.Properties.Count); // the sixteen, and the source

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

    private static List<LogEvent> Write(ServedRequest request, bool access)
    {
        var events = new Events();
        using var logger = new LoggerConfiguration().WriteTo.Sink(events).CreateLogger();
        new SerilogAccessLog(logger, access).Served(request);
        return events.All;
    }

    private sealed class Events : ILogEventSink
    {
        public List<LogEvent> All { get; } = [];

        public void Emit(LogEvent logEvent) => All.Add(logEvent);
    }
}
