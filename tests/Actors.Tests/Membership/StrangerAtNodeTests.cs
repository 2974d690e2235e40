using System.Collections.Concurrent;
using System.Text;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors.Tests.Membership;

/// <summary>A whole node of a cluster without TLS, and somebody who reaches its port.</summary>
public sealed class StrangerAtNodeTests
{
    private static readonly Config Warning = ConfigurationFactory.ParseString(
        "akka { loglevel = WARNING, stdout-loglevel = OFF, loggers = [] }");

    [Fact]
    public async Task Its_actors_live_on_and_there_is_a_warning_for_each_message()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with
        {
            Cluster = new ClusterOptions { Enabled = true, Hostname = "127.0.0.1", Port = 0 },
        };
        await using var proxy = await TestProxy.StartAsync(options, akka: Warning);
        var warnings = new ConcurrentQueue<Warning>();
        var system = proxy.Node.ControlSystem;
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Recorder(warnings))), typeof(Warning));
        var self = Cluster.Get(system).SelfAddress;
        using var stranger = await Stranger.ConnectAsync(self);
        var poison = Proto.Payload(16, "PP", []);

        await stranger.SelectAsync("/user/*", poison);
        await stranger.SendAsync("/user/connections", poison);
        await stranger.SendAsync("/user/operator", poison);
        await stranger.SendAsync("/user/connections", Proto.Payload(1, "", Encoding.UTF8.GetBytes("""{"$type":"System.Object"}""")));
        int Refused() => warnings.Count(warning => $"{warning.Message}".Contains(" was refused: ", StringComparison.Ordinal));
        await Wait.UntilAsync(() => Refused() == 4, "four warnings");

        var (client, upstream) = await proxy.OpenAsync(backend);
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
        Assert.Equal(4, Refused());
    }

    [Fact]
    public async Task Without_TLS_it_does_not_start_where_strangers_reach_it()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with
        {
            Cluster = new ClusterOptions { Enabled = true, Hostname = "10.0.0.1", Port = 0 },
        };

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => TestProxy.StartAsync(options));

        Assert.StartsWith("cluster.hostname: 10.0.0.1 is no loopback address", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(ConcurrentQueue<Warning> warnings) => Receive<Warning>(warnings.Enqueue);
    }
}
