using System.Net;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace ActorProxy.Actors.Tests.Membership;

/// <summary>Three nodes as the program configures them, but for the times that a failure takes to be seen.</summary>
public sealed class MembershipActorTests : IAsyncLifetime
{
    private static readonly ProxyOptions Options = new()
    {
        Cluster = new ClusterOptions { Enabled = true, Hostname = "127.0.0.1", BindAddress = IPAddress.Loopback, Port = 0,
            DownAfter = TimeSpan.FromSeconds(1) },
    };

    private readonly List<NodeHealth> _health = [];
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        // Pauses of a busy machine are no failures: the systems share its threads with other tests.
        var config = ConfigurationFactory.ParseString(
            "akka.cluster.failure-detector { heartbeat-interval = 200 ms, acceptable-heartbeat-pause = 3 s }")
            .WithFallback(ClusterConfig.For(Options));
        _cluster = await TestCluster.StartAsync(3, config, system =>
        {
            var health = new NodeHealth();
            _health.Add(health);
            var joined = () => { };
            system.ActorOf(Props.Create(() => new MembershipActor(health, joined)));
            return Task.CompletedTask;
        });
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_node_is_a_member_from_its_being_up_until_it_leaves()
    {
        for (var node = 0; node < 3; node++)
            await IsMemberAsync(node, true);

        await Cluster.Get(_cluster.Systems[2]).LeaveAsync();

        await IsMemberAsync(2, false);
        await _cluster.SeesAsync(0, up: 2);
        Assert.True(_health[0].Current.Member);
    }

    [Fact]
    public async Task The_majority_goes_on_without_a_node_that_crashed()
    {
        await _cluster.CrashAsync(2);

        await _cluster.SeesAsync(0, up: 2);
        await _cluster.SeesAsync(1, up: 2);
        Assert.All(_health.Take(2), health => Assert.True(health.Current.Member));
    }

    [Fact]
    public async Task A_node_that_is_left_with_the_minority_is_no_member_any_more_and_ends()
    {
        await IsMemberAsync(0, true);
        await Task.WhenAll(_cluster.CrashAsync(1), _cluster.CrashAsync(2));

        await IsMemberAsync(0, false);
        await _cluster.Systems[0].WhenTerminated.WaitAsync(Peer.Timeout);
        Assert.IsType<CoordinatedShutdown.ClusterDowningReason>(CoordinatedShutdown.Get(_cluster.Systems[0]).ShutdownReason);
    }

    private Task IsMemberAsync(int node, bool member) =>
        Wait.UntilAsync(() => _health[node].Current.Member == member, $"node {node} {(member ? "in" : "out")}");
}
