using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>A node that starts without the registry, by what it had saved; and what it saves.</summary>
public sealed class SavedRoutesTests() : TestKit(TestCluster.Config)
{
    private const string Host = "a.example.org";

    private readonly RegistryFile _file = new();
    private readonly NodeHealth _health = new();
    private readonly FakeTimeProvider _time = new();
    private RouteTable _table = HostRoute.Table("own.example.org own:/x");
    private KnownRegistry? _known;

    private RouteTable Table => Volatile.Read(ref _table);

    protected override void AfterAll()
    {
        base.AfterAll();
        _known?.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task They_serve_from_the_start_until_the_registry_is_there()
    {
        var replica = Start(new FakeSavedRoutes
        {
            Last = SavedRoutes.Of([Known(Host, 4, "saved:/x"), Known("gone.example.org", 2, "gone:/")], default),
        });
        Assert.Equal(("saved:/x", "gone:/", "own:/x"), (Table.Of(Host), Table.Of("gone.example.org"), Table.Of("own.example.org")));

        // Its first changes are read before its last ones.
        replica.Tell(Known(Host, 1, "first:/x"));
        replica.Tell(Known("new.example.org", 1, "new:/"));
        await ServesAsync("new.example.org", "new:/");
        Assert.Equal("saved:/x", Table.Of(Host));
        replica.Tell(Known(Host, 5, "now:/x"));
        replica.Tell(new ReplicaInSync(true, 0));

        await ServesAsync("gone.example.org", "");
        Assert.Equal(("now:/x", "own:/x"), (Table.Of(Host), Table.Of("own.example.org")));
    }

    [Fact]
    public async Task What_the_registry_has_is_saved_when_it_is_whole_and_at_the_end()
    {
        var saved = new FakeSavedRoutes();
        var replica = Start(saved);
        replica.Tell(Known(Host, 1, "a:/x"));
        await ServesAsync(Host, "a:/x");
        replica.Tell(new ReplicaInSync(true, 0));
        for (var revision = 2; revision <= 50; revision++)
            replica.Tell(Known(Host, revision, $"a{revision}:/x"));
        await ServesAsync(Host, "a50:/x");

        await replica.GracefulStop(Peer.Timeout);

        Assert.Equal(SavedRoutes.Of([Known(Host, 50, "a50:/x")], _time.GetUtcNow()), saved.All[^1]);
    }

    [Fact]
    public async Task A_replica_that_is_not_whole_is_not_saved()
    {
        var saved = new FakeSavedRoutes();
        var replica = Start(saved);
        replica.Tell(Known(Host, 1, "a:/x"));
        await ServesAsync(Host, "a:/x");

        await replica.GracefulStop(Peer.Timeout);

        Assert.Empty(saved.All);
    }

    private IActorRef Start(FakeSavedRoutes saved)
    {
        var options = new ProxyOptions
        {
            Routes = _table,
            Registry = new RegistryOptions { Enabled = true },
            Cluster = new ClusterOptions { Enabled = true },
        };
        _known = new KnownRegistry(options, _file, _time, table => Volatile.Write(ref _table, table), saved);
        var client = new RegistryClient(CreateTestProbe());
        return Sys.ActorOf(Props.Create(() => new RouteReplicaActor(client, _known, _health, _time)));
    }

    private Task ServesAsync(string host, string routes) =>
        Wait.UntilAsync(() => Table.Of(host) == routes, $"{host} with {routes}");

    private static HostRoutes Known(string host, long revision, string declared) =>
        (HostRoutes.Empty(HostRoute.Host(host)) with { Revision = revision })
            .With(new RouteLayer(RouteLayer.Configuration, 0, [HostRoute.Of(host, declared)]));
}
