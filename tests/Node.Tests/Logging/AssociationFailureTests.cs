using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Logging;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Microsoft.Extensions.Time.Testing;
using Serilog;

namespace ActorProxy.Node.Tests.Logging;

/// <summary>What Akka's own words are, which another version may change, and what becomes of them in the log.</summary>
[Collection(SerialCollection.Name)] // Akka.Logger.Serilog writes to the log of the process
public sealed class AssociationFailureTests : IAsyncLifetime
{
    private const string Failed = "Association with remote system";
    private const string Unreachable = "Tried to associate";
    private const string Refused = "was refused";
    private const string Follows = "Removing receive buffers";

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingSink _written = new();
    private readonly RecordingSink _all = new();
    private readonly ActorSystem _system = Start(port: 0, logs: true);

    public Task InitializeAsync()
    {
        var all = new FakeTimeProvider { AutoAdvanceAmount = 2 * AssociationLimit.Period };
        // The second withholds nothing, as each event is more than a period after the one before.
        Log.Logger = new LoggerConfiguration().WriteTo.Sink(new AkkaEventSink(_written, _time)).WriteTo.Sink(new AkkaEventSink(_all, all))
            .CreateLogger();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task Attempts_on_a_node_that_is_away_are_a_line_a_minute()
    {
        using var port = new ClosedPort();
        var away = new Address("akka.tcp", "test", "127.0.0.1", new Uri(port.Url).Port);

        await FailAsync(away, times: 4);
        Assert.StartsWith($"Warning {Unreachable} with unreachable remote address [\"{away}\"]", Assert.Single(Lines(Unreachable)),
            StringComparison.Ordinal);
        Assert.Empty(Lines(Follows));
        Assert.NotEmpty(All(Follows));

        _time.Advance(AssociationLimit.Period);
        await Wait.UntilAsync(() => Talk(away) && Lines(Unreachable).Count == 2, "the second line");
        Assert.Matches(@" \(\d+ more such failures since the last one told\)$", Lines(Unreachable)[1]);
    }

    [Fact]
    public async Task A_connection_that_broke_is_told_and_the_attempts_after_it_are_not()
    {
        var port = FreePort.Next();
        using var wire = new Wire(port);
        using var other = Start(port, wire.Port);
        var address = ((ExtendedActorSystem)other).Provider.DefaultAddress;
        Assert.NotNull(await _system.ActorSelection(new RootActorPath(address) / "user").ResolveOne(Peer.Timeout));

        wire.Dispose();

        await Wait.UntilAsync(() => Lines(Failed).Count == 1, "the failure");
        await FailAsync(address, times: 1);
        Assert.StartsWith($"Warning {Failed} \"{address}\" has failed", Lines(Failed)[0], StringComparison.Ordinal);
        Assert.Empty(Lines(Unreachable));
    }

    [Fact]
    public async Task What_strangers_send_and_is_refused_is_a_line_a_minute_without_a_stack()
    {
        var address = ((ExtendedActorSystem)_system).Provider.DefaultAddress;
        using var first = await Stranger.ConnectAsync(address);
        using var second = await Stranger.ConnectAsync(address, port: 10);
        foreach (var stranger in (Stranger[])[first, first, second])
            await stranger.SendAsync("/user", Proto.Payload(1, "", "{}"u8.ToArray()));
        await Wait.UntilAsync(() => All(Refused).Count == 3, "three refusals");
        Assert.Equal(
            "Warning At the cluster's port, a message of serializer 1 was refused: the serializer is none whose messages a node takes; "
                + "its sender is no node, or one of another version",
            Assert.Single(Lines(Refused)).TrimEnd());

        _time.Advance(AssociationLimit.Period);
        await first.SendAsync("/user", Proto.Payload(1, "", "{}"u8.ToArray()));
        await Wait.UntilAsync(() => Lines(Refused).Count == 2, "the second line");
        Assert.EndsWith(" (2 more such failures since the last one told)", Lines(Refused)[1], StringComparison.Ordinal);
    }

    /// <param name="publicPort">Where others are to find it; 0 for where it listens.</param>
    /// <param name="logs">Whether its events are in the log of the process: not those of another one that is there to fail.</param>
    private static ActorSystem Start(int port, int publicPort = 0, bool logs = false) => ActorSystem.Create("test", BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($$"""
        akka {
          loggers = [{{(logs ? "\"Akka.Logger.Serilog.SerilogLogger, Akka.Logger.Serilog\"" : "")}}]
          loglevel = INFO
          stdout-loglevel = OFF
          actor.provider = remote
          remote {
            log-remote-lifecycle-events = off
            retry-gate-closed-for = 20ms
            dot-netty.tcp { hostname = "127.0.0.1", port = {{port}}, public-port = {{publicPort}} }
          }
        }
        """)).And(StrictSerialization.Setup));

    /// <summary>Until so many attempts have failed, and the log has what it gets of them.</summary>
    private async Task FailAsync(Address away, int times)
    {
        await Wait.UntilAsync(() => Talk(away) && All(Unreachable).Count >= times, $"{times} failures");
        Akka.Event.Logging.GetLogger(_system, "test").Warning("Another warning of {0}", away);
        await Wait.UntilAsync(() => Lines("Another warning").Count == 1, "another warning of the same node");
    }

    private bool Talk(Address away)
    {
        _system.ActorSelection(new RootActorPath(away) / "user").Tell("hello");
        return true;
    }

    private List<string> Lines(string text) => [.. _written.Lines.Where(line => line.Contains(text, StringComparison.Ordinal))];

    private List<string> All(string text) => [.. _all.Lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
}
