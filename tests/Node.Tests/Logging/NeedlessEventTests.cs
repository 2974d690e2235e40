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

namespace ActorProxy.Node.Tests.Logging;

/// <summary>What Akka's own words are, which another version may change, and that they are not in the log.</summary>
public sealed class NeedlessEventTests : IAsyncLifetime
{
    private readonly RecordingSink _written = new();
    private readonly List<string> _needless = [];
    private readonly ActorSystem _system = ActorSystem.Create("test", ConfigurationFactory.ParseString("""
        akka {
          loggers = []
          loglevel = INFO
          stdout-loglevel = OFF
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          coordinated-shutdown { run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off, exit-clr = off }
        }
        """));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_row_that_cannot_be_read_is_told_by_the_registry_alone()
    {
        Record(typeof(Error));
        foreach (var failure in (Exception[])[new SerializationException("of a row"), new InvalidOperationException("of a query")])
            await Assert.ThrowsAnyAsync<Exception>(() => Source.Single(1).SelectAsync(1, _ => Task.FromException<int>(failure)).RunWith(Sink.Ignore<int>(), _system.Materializer()));

        await Wait.UntilAsync(() => _written.Lines.Count == 1 && Needless.Count == 1, "both");
        Assert.StartsWith("Error An exception occured inside SelectAsync", Assert.Single(_written.Lines));
        Assert.Contains("of a query", Assert.Single(_written.Lines));
        Assert.Contains("of a row", Assert.Single(Needless));
    }

    [Fact]
    public async Task That_no_seeds_are_configured_is_not_told()
    {
        Record(typeof(Info));
        Akka.Cluster.Cluster.Get(_system); // looks for the seeds now

        await Wait.UntilAsync(() => Needless.Any(line => line.Contains("No seed-nodes configured", StringComparison.Ordinal)), "Akka's words");
        _system.Log.Info("The last one");
        await Wait.UntilAsync(() => _written.Lines.Any(line => line.Contains("The last one", StringComparison.Ordinal)), "the last one");
        Assert.DoesNotContain(_written.Lines, line => line.Contains("seed", StringComparison.Ordinal));
    }

    private IReadOnlyCollection<string> Needless
    {
        get
        {
            lock (_needless)
                return [.. _needless];
        }
    }

    private void Record(Type kind)
    {
        var log = new LoggerConfiguration().WriteTo.Sink(_written).CreateLogger();
        var actor = _system.ActorOf(Props.Create(() => new Recorder(this, log)));
        _system.EventStream.Subscribe(actor, kind);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(NeedlessEventTests test, ILogger log) => Receive<LogEvent>(source =>
        {
            if (NeedlessEvent.Is(source))
            {
                lock (test._needless)
                    test._needless.Add($"{source} {source.Cause}");
            }
            SerilogLogger.Write(log, source);
        });
    }
}
