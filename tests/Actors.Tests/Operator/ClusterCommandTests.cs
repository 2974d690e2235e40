using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Tests.Harness;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Tests.Operator;

/// <summary>Commands to one node about another.</summary>
public class ClusterCommandTests
{
    [Fact]
    public async Task Nodes_answer_for_themselves_through_any_of_them()
    {
        using var backend = new ScriptedBackend();
        var options = TestCluster.Of(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))));
        await using var here = await TestProxy.StartAsync(options, akka: TestCluster.Config);
        await using var there = await TestProxy.StartAsync(options, akka: TestCluster.Config);
        foreach (var proxy in (TestProxy[])[there, here])
            Cluster.Get(proxy.Node.ControlSystem).Join(Cluster.Get(there.Node.ControlSystem).SelfAddress);
        await Wait.UntilAsync(() => MemberCounts.Of(here.Node.ControlSystem).Up == 2, "a cluster of two");
        string[] names = [here.Node.Name, there.Node.Name];

        Assert.Equal(names.Order(), (await here.CommandAsync("cluster show")).Values<string>("node").Order());
        Assert.Equal(names.Order(), (await here.CommandAsync("backends list")).Values<string>("node").Order());
        Assert.Equal(there.Node.Name, Assert.Single((await here.CommandAsync("drain status", ("node", there.Node.Name)))
            .Values<string>("node")));

        await here.CommandAsync("drain start", ("node", there.Node.Name), ("over", "0s"));
        Assert.Equal((true, false), (here.Node.Health.Current.Draining is false, there.Node.Health.Current.IsReady));

        await here.CommandAsync("backends disable", ("backend", backend.Url));
        await Wait.UntilAsync(() => there.Node.Context.Pools.Switches.IsOff(backend.Url), "the switch on the other node");

        // A member that does not answer is told of with what the cluster says of it.
        var actor = await there.Node.ControlSystem.ActorSelection($"/user/{OperatorFanOut.Name}").ResolveOne(Peer.Timeout);
        await actor.GracefulStop(Peer.Timeout);
        var shown = await here.CommandAsync("cluster show");
        Assert.Equal(["up", "up"], shown.Values<string>("status"));
        Assert.Equal([true, false], shown.Values<bool>("reachable"));
        Assert.Equal(there.Node.Name, shown.Values<string>("node").Last());
    }
}
