using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Logging;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Serilog.Events.LogEvent;

namespace ActorProxy.Node.Tests.Logging;

/// <summary>What Akka's own logger for Serilog makes of its events, which another version may change, and how they are written.</summary>
[Collection(SerialCollection.Name)] // Akka.Logger.Serilog writes to the log of the process
public sealed class AkkaEventSinkTests : IAsyncLifetime
{
    private readonly Events _written = new();
    private ActorSystem _system = null!;

    public Task InitializeAsync()
    {
        Log.Logger = new LoggerConfiguration().WriteTo.Sink(new AkkaEventSink(_written, TimeProvider.System)).CreateLogger();
        _system = ActorSystem.Create("sink", ConfigurationFactory.ParseString("""
            akka { loggers = ["Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog"], loglevel = INFO, stdout-loglevel = OFF }
            """));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _system.Terminate();

    [Theory]
    [InlineData("a peer's {Words} and {0}, {{twice}} {LogSource}")]
    [InlineData("{0}")]
    [InlineData("{1}")]
    [InlineData("{{}}")]
    [InlineData("plain")]
    public async Task A_message_that_is_no_template_is_written_as_it_is(string text)
    {
        var written = await WriteAsync(new Warning("here", typeof(string), text));

        Assert.Equal((text, LogEventLevel.Warning), (written.RenderMessage(), written.Level));
        Assert.Equal(["LogSource", "Message", "SourceContext"], written.Properties.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{0} of {1}")]
    [InlineData("{Count} of {All}")]
    public async Task Of_a_template_its_values_source_time_and_cause_are_written(string template)
    {
        using var inbox = Inbox.Create(_system);
        _system.EventStream.Subscribe(inbox.Receiver, typeof(Error));
        Akka.Event.Logging.GetLogger(_system.EventStream, "here").Error(new InvalidOperationException("cause"), template, 3, 4);
        var source = (Error)await inbox.ReceiveAsync(Peer.Timeout);
        var written = await WrittenAsync(source);

        Assert.Equal((template, "3 of 4", LogEventLevel.Error), (written.MessageTemplate.Text, written.RenderMessage(), written.Level));
        Assert.Equal(source.Timestamp.ToUniversalTime(), written.Timestamp.UtcDateTime);
        Assert.Equal("cause", written.Exception?.Message);
        Assert.Equal(("here", source.LogClass.FullName, 4), (Value("LogSource"), Value("SourceContext"), written.Properties.Count));

        object? Value(string name) => ((ScalarValue)written.Properties[name]).Value;
    }

    [Fact]
    public async Task What_comes_before_and_after_the_loggers_is_written_alike()
    {
        var source = new Warning("here", typeof(string), "a {Brace}");
        var written = await WriteAsync(source);
        SerilogLastLogger.Write(Log.Logger, source);

        var last = _written.All.Last();
        Assert.NotSame(written, last);
        Assert.Equal((written.Timestamp, written.Level, written.RenderMessage()), (last.Timestamp, last.Level, last.RenderMessage()));
        Assert.Equal(written.Properties.Keys.Order(StringComparer.Ordinal), last.Properties.Keys.Order(StringComparer.Ordinal));
    }

    private async Task<LogEvent> WriteAsync(Akka.Event.LogEvent source)
    {
        _system.EventStream.Publish(source);
        return await WrittenAsync(source);
    }

    private async Task<LogEvent> WrittenAsync(Akka.Event.LogEvent source)
    {
        await Wait.UntilAsync(() => _written.Of(source) is not null, "the event");
        return _written.Of(source)!;
    }

    private sealed class Events : ILogEventSink
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<LogEvent> _all = new();

        public IEnumerable<LogEvent> All => _all;

        public LogEvent? Of(Akka.Event.LogEvent source) =>
            _all.FirstOrDefault(e => e.Properties["LogSource"] is ScalarValue { Value: string from } && from == source.LogSource);

        public void Emit(LogEvent logEvent) => _all.Enqueue(logEvent);
    }
}
