using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Directory;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Serialization;

/// <summary>Akka's own messages pass between nodes under the strict binding; others need a format.</summary>
public sealed class ClusterSerializationTests
{
    [Fact]
    public async Task Akkas_messages_and_those_with_a_format_pass_and_no_others()
    {
        await using var cluster = await TestCluster.StartAsync(3);
        var echo = cluster.Systems[1].ActorOf(Props.Create(() => new Echo()), "echo");
        // Not by a selection: nodes take these for a few paths only.
        var found = ((ExtendedActorSystem)cluster.Systems[0]).Provider.ResolveActorRef(
            new RootActorPath(cluster.AddressOf(1)) / "user" / "echo");
        var remote = (await found.Ask<ActorIdentity>(new Identify("echo"), Peer.Timeout)).Subject;
        var message = new NodeCount(new ConnectionFilter { Route = "chat" }, ConnectionGrouping.Backend);
        Assert.Equal(message, await remote.Ask(message, Peer.Timeout));
        Assert.DoesNotContain(cluster.Errors, error => error.ToString().Contains("format"));

        remote.Tell(new Formless("x"));
        await Wait.UntilAsync(() => cluster.Errors.Any(error => error.ToString().Contains($"{typeof(Formless)} has no wire format")),
            "the refusal of a message without a format");

        // The nodes still talk: a watch across them, its end, and a member that leaves.
        Assert.Equal(message, await remote.Ask(message, Peer.Timeout));
        var ended = remote.WatchAsync();
        echo.Tell(PoisonPill.Instance);
        Assert.True(await ended.WaitAsync(Peer.Timeout));
        Akka.Cluster.Cluster.Get(cluster.Systems[2]).Leave(cluster.AddressOf(2));
        await cluster.SeesAsync(0, up: 2);
        Assert.Single(cluster.Errors, error => error.ToString().Contains("format"));
    }

    private sealed record Formless(string Text);

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
