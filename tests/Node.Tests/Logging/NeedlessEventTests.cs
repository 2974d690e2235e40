using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Logging;
using ActorProxy.Node.Tests.Persistence;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Serilog;
using Serilog.Core;
using LogEvent = Serilog.Events.LogEvent;

namespace ActorProxy.Node.Tests.Logging;

/// <summary>What Akka's own words are, which another version may change, and that they are not in the log.</summary>
[Collection(SerialCollection.Name)] // Akka.Logger.Serilog writes to the log of the process
public sealed class NeedlessEventTests : IAsyncLifetime
{
    private readonly RecordingSink _written = new();
    private readonly ConcurrentQueue<string> _needless = new();

    private ActorSystem _system = null!;

    public Task InitializeAsync()
    {
        Log.Logger = new LoggerConfiguration().WriteTo.Sink(new Needless(_needless)).WriteTo.Sink(
            new AkkaEventSink(_written, TimeProvider.System)).CreateLogger();
        _system = ActorSystem.Create("test", ConfigurationFactory.ParseString("""
            akka {
              loggers = ["Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog"]
              loglevel = INFO
              stdout-loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
              coordinated-shutdown { run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off, exit-clr = off }
            }
            """));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_row_that_cannot_be_read_is_told_by_the_registry_alone()
    {
        foreach (var failure in (Exception[])[new SerializationException("of a row"), new InvalidOperationException("of a query")])
            await Assert.ThrowsAnyAsync<Exception>(() => Source.Single(1).SelectAsync(1, _ => Task.FromException<int>(failure))
                .RunWith(Sink.Ignore<int>(), _system.Materializer()));

        await Wait.UntilAsync(() => Errors().Any(line => line.Contains("of a query", StringComparison.Ordinal)), "a failure that is told");
        Assert.StartsWith("Error An exception occured inside SelectAsync", Assert.Single(Errors()));
        Assert.Contains("of a row", Assert.Single(_needless, line => line.Contains("SelectAsync", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task That_no_seeds_are_configured_is_not_told()
    {
        await Wait.UntilAsync(() => _needless.Any(line => line.Contains("No seed-nodes configured", StringComparison.Ordinal)),
            "Akka's words");
        _system.Log.Info("The last one");
        await Wait.UntilAsync(() => _written.Lines.Any(line => line.Contains("The last one", StringComparison.Ordinal)), "the last one");
        Assert.DoesNotContain(_written.Lines, line => line.Contains("seed", StringComparison.Ordinal));
    }

    private IEnumerable<string> Errors() => _written.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal));

    private sealed class Needless(ConcurrentQueue<string> found) : ILogEventSink
    {
        public void Emit(LogEvent logEvent)
        {
            if (NeedlessEvent.Is(logEvent))
                found.Enqueue($"{logEvent.RenderMessage(CultureInfo.InvariantCulture)} {logEvent.Exception}");
        }
    }
}
