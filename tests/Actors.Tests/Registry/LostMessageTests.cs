using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Changes of which no message reaches a replica.</summary>
public sealed class LostMessageTests : IAsyncLifetime
{
    private const string Host = "lost.example.org";

    private readonly RegistryFile _file = new();
    private RegistryCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await RegistryCluster.StartAsync(3, _file);

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task What_no_replica_was_told_of_is_read_from_the_database_and_passed_on()
    {
        await _cluster.Nodes[0].PutAsync(Host, "a:/x");
        await _cluster.AllServeAsync(Host, "a:/x");
        // An entity in a cluster of its own, which the three nodes know nothing of.
        await using (var elsewhere = await TestCluster.StartAsync(1, _file.Config))
        {
            var host = HostRoute.Host(Host);
            var time = _cluster.Time;
            var entity = elsewhere.Systems[0].ActorOf(Props.Create(
                () => new RouteRegistry(host, time, _file, new HostFaults(), new DatabaseOutage())));
            var reply = await entity.Ask<RegistryReply>(new PutRoute("c", HostRoute.Of(Host, "b:/y")), Peer.Timeout);
            Assert.Equal(new CommandAccepted("c", 2, []), reply);
        }

        await _cluster.AllServeAsync(Host, "a:/x b:/y");
        Assert.Empty(_cluster.Members.Errors);
    }

    [Fact]
    public async Task A_replica_that_is_told_of_a_change_passes_it_on_to_those_that_were_not()
    {
        var news = HostRoutes.Empty(HostRoute.Host(Host)) with { Revision = 1,
            Layers = [new RouteLayer(RouteLayer.Operator, 0, [HostRoute.Of(Host, "a:/x")])] };
        // Of the youngest, to which no node goes to look at a database.
        _cluster.Nodes[2].System.ActorSelection($"/user/{Replicas.Name}").Tell(news);

        await _cluster.AllServeAsync(Host, "a:/x");
        Assert.Equal(0, _file.Events(Host));
    }
}
