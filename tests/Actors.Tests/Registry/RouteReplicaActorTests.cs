using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>One replica; the test is the registry, and another node.</summary>
public sealed class RouteReplicaActorTests : TestKit
{
    private const string Own = "own.example.org";

    private readonly RegistryFile _file = new();
    private readonly NodeHealth _health = new();
    private readonly FakeTimeProvider _time = new();
    private readonly KnownRegistry _known;
    private readonly TestProbe _region;
    private readonly IActorRef _replica;
    private RouteTable _table = HostRoute.Table($"{Own} own:/x");
    private int _swaps;
    private bool _fail;

    public RouteReplicaActorTests() : base(TestCluster.Config)
    {
        var options = new ProxyOptions { Routes = _table, Registry = new RegistryOptions { Enabled = true, Revision = 2 } };
        _known = new KnownRegistry(options, _file, _time, Swap);
        _region = CreateTestProbe();
        var client = new RegistryClient(_region);
        _replica = Sys.ActorOf(Props.Create(() => new RouteReplicaActor(client, _known, _health, _time)));
    }

    private bool Synced => _health.Current.RoutesSynced;

    protected override void AfterAll()
    {
        base.AfterAll();
        _known.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Hosts_that_come_together_are_one_swap()
    {
        _replica.Tell(new ReplicaRoutes([.. Enumerable.Range(0, 200).Select(i => Known($"h{i}.example.org", 1, 3, "a:/x"))], Last: false));
        await ServesAsync("h199.example.org", "a:/x");

        Assert.Equal(201, Volatile.Read(ref _table).Routes.Length);
        Assert.Equal(1, Volatile.Read(ref _swaps));
    }

    [Fact]
    public async Task The_replica_is_complete_when_it_equals_one_that_is()
    {
        _replica.Tell(new ReplicaInSync(false, 0));
        await IsIdleAsync();
        Assert.False(Synced);
        _replica.Tell(new ReplicaInSync(true, 3000));
        await SyncedAsync();

        Assert.Equal(TimeSpan.FromSeconds(3), _known.Metrics.Staleness);
    }

    [Fact]
    public async Task What_another_node_says_that_is_older_does_not_make_the_replica_older()
    {
        _replica.Tell(new ReplicaInSync(true, 1000));
        _replica.Tell(new ReplicaInSync(true, 60_000));
        await IsIdleAsync();
        Assert.Equal(TimeSpan.FromSeconds(1), _known.Metrics.Staleness);
        _time.Advance(TimeSpan.FromSeconds(30));
        _replica.Tell(new ReplicaInSync(true, 2000));
        await IsIdleAsync();

        Assert.Equal(TimeSpan.FromSeconds(2), _known.Metrics.Staleness);
    }

    [Fact]
    public async Task A_replica_that_is_not_complete_says_so_to_the_one_who_asks()
    {
        _replica.Tell(new ReplicaDigest(new ReplicaTable().Digest), TestActor);
        Assert.False((await ExpectMsgAsync<ReplicaInSync>(Peer.Timeout)).Complete);
        _replica.Tell(new ReplicaInSync(true, 0));
        await IsIdleAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        _replica.Tell(new ReplicaDigest(new ReplicaTable().Digest), TestActor);

        Assert.Equal(new ReplicaInSync(true, 4000), await ExpectMsgAsync<ReplicaInSync>(Peer.Timeout));
    }

    [Fact]
    public async Task An_answer_names_the_replica_that_asked()
    {
        _replica.Tell(new ReplicaDigest(new ReplicaTable().Digest, 7), TestActor);
        Assert.Equal(7, (await ExpectMsgAsync<ReplicaInSync>(Peer.Timeout)).Replica);
    }

    [Fact]
    public async Task What_was_said_of_the_replica_before_a_failure_does_not_make_the_new_one_complete()
    {
        var (replica, journal) = (await ReplicaIdAsync(), await JournalAsync());
        await FailAsync();

        // Both were on their way, or in the mailbox, when it failed.
        _replica.Tell(new ReplicaInSync(true, 0, replica));
        _replica.Tell(JournalReader.UpToDate.Instance, journal);
        Assert.False(await IsCompleteAsync());
        Assert.False(Synced);

        _replica.Tell(new ReplicaInSync(true, 0, await ReplicaIdAsync()));
        Assert.True(await IsCompleteAsync());
    }

    [Fact]
    public async Task The_new_replica_is_complete_when_its_own_reader_has_read_all()
    {
        await FailAsync();

        _replica.Tell(JournalReader.UpToDate.Instance, await JournalAsync());

        Assert.True(await IsCompleteAsync());
    }

    [Fact]
    public async Task Replicas_exchange_what_they_lack()
    {
        var (here, there) = (Known("here.example.org", 1, 2, "a:/x"), Known("there.example.org", 1, 2, "a:/x"));
        var other = new ReplicaTable();
        other.Merge(there);
        _replica.Tell(here);
        _replica.Tell(new ReplicaDigest(other.Digest), TestActor);
        var buckets = await ExpectMsgAsync<ReplicaBuckets>(Peer.Timeout);
        Assert.Equal([new HostVersion(here.Host, 1)], buckets.Hosts.AsEnumerable());

        _replica.Tell(other.Differing([]), TestActor);
        Assert.Equal(here.Host, Assert.Single((await ExpectMsgAsync<ReplicaRoutes>(Peer.Timeout)).Hosts).Host);
        Assert.Equal([there.Host], (await ExpectMsgAsync<ReplicaWant>(Peer.Timeout)).Hosts.AsEnumerable());
        _replica.Tell(new ReplicaRoutes([there], Last: true), TestActor);
        other.Merge(here);
        Assert.Equal(other.Digest.AsEnumerable(), (await ExpectMsgAsync<ReplicaDigest>(Peer.Timeout)).Digest);
    }

    [Fact]
    public async Task The_configuration_s_routes_serve_at_once_and_are_declared_when_the_registry_is_known()
    {
        _replica.Tell(Known(Own, 1, 1, "older:/x", "mine:/y"));
        _replica.Tell(Known("gone.example.org", 1, 1, "older:/x"));
        await ServesAsync(Own, "mine:/y own:/x");
        Assert.False(_region.HasMessages);
        _replica.Tell(new ReplicaInSync(true, 0));

        var declared = new[] { await DeclaredAsync(), await DeclaredAsync() };
        Assert.Equal(["gone.example.org ", $"{Own} own"], declared.Order(StringComparer.Ordinal));
        await ServesAsync("gone.example.org", "");
    }

    [Fact]
    public async Task Other_routes_of_the_same_revision_are_served_and_not_answered_but_those_of_a_lower_one_are()
    {
        await DeclareOwnAsync(revision: 1);

        _replica.Tell(Known(Own, 2, 2, "other:/x"));
        await ServesAsync(Own, "other:/x");
        _replica.Tell(Known("back.example.org", 1, 1, "back:/"));

        Assert.Equal("back.example.org ", await DeclaredAsync());
        Assert.Equal("", _table.Of("back.example.org"));
    }

    [Fact]
    public async Task A_reload_is_served_at_once_and_only_what_changed_is_declared()
    {
        await DeclareOwnAsync(revision: 1);
        // What another node has declared serves from when the registry's answer is here: behind a reload, it would be declared again.
        _replica.Tell(Known(Own, 1, 2, "other:/x"));
        await ServesAsync(Own, "other:/x");
        _replica.Tell(Known(Own, 2, 2, "own:/x"));
        await ServesAsync(Own, "own:/x");

        _replica.Tell(new ReloadRoutes(StaticRoutes.From(2, HostRoute.Table($"{Own} own:/x", "new.example.org new:/"))));
        await ServesAsync("new.example.org", "new:/");
        Assert.Equal("new.example.org new", await DeclaredAsync());
        _replica.Tell(new ReloadRoutes(StaticRoutes.From(3, HostRoute.Table("new.example.org new:/"))));
        await ServesAsync(Own, "");
        Assert.Equal([$"{Own} ", "new.example.org new"], new[] { await DeclaredAsync(), await DeclaredAsync() }.Order(
            StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task A_failure_leaves_the_table_and_the_replica_is_made_anew()
    {
        await DeclareOwnAsync(revision: 1);
        _replica.Tell(Known("a.example.org", 1, 2, "a:/x"));
        await ServesAsync("a.example.org", "a:/x");
        await FailAsync();

        _replica.Tell(new ReplicaDigest([]), TestActor);
        Assert.Empty((await ExpectMsgAsync<ReplicaBuckets>(Peer.Timeout)).Hosts);
        Assert.Equal((true, "a:/x"), (Synced, _table.Of("a.example.org")));
        _replica.Tell(new ReplicaRoutes([Known("a.example.org", 1, 2, "a:/x"), Known("b.example.org", 1, 2, "b:/x")], Last: false));
        await ServesAsync("b.example.org", "b:/x");
    }

    private static HostRoutes Known(string host, long revision, int configuration, string declared, string? mine = null)
    {
        var routes = HostRoutes.Empty(HostRoute.Host(host)) with { Revision = revision };
        routes = routes.With(new RouteLayer(RouteLayer.Configuration, configuration, [HostRoute.Of(host, declared)]));
        return mine is null ? routes : routes.With(new RouteLayer(RouteLayer.Operator, 0, [HostRoute.Of(host, mine)]));
    }

    /// <summary>The registry is known, and takes the one host of the configuration.</summary>
    private async Task DeclareOwnAsync(long revision)
    {
        _replica.Tell(new ReplicaInSync(true, 0));
        Assert.Equal($"{Own} own", await DeclaredAsync(revision));
        await SyncedAsync();
    }

    /// <returns>Host and ids of the next declaration, which is accepted.</returns>
    private async Task<string> DeclaredAsync(long revision = 9)
    {
        var declared = await _region.ExpectMsgAsync<DeclareRoutes>(Peer.Timeout);
        _region.Reply(new CommandAccepted(declared.Id, revision, []));
        return $"{declared.Host} {string.Join(' ', declared.Routes.Select(route => route.Id))}";
    }

    /// <summary>A defect, after which the actor and its replica are made anew.</summary>
    private async Task FailAsync()
    {
        Volatile.Write(ref _fail, true);
        _replica.Tell(Known("b.example.org", 1, 3, "b:/x"));
        await Wait.UntilAsync(() => !Volatile.Read(ref _fail), "the failure");
        await IsIdleAsync();
    }

    /// <summary>The number under which the replica asks other nodes.</summary>
    private async Task<long?> ReplicaIdAsync()
    {
        _replica.Tell(new ReplicaRoutes([], Last: true), TestActor);
        return (await ExpectMsgAsync<ReplicaDigest>(Peer.Timeout)).Replica;
    }

    /// <summary>The replica's reader of the journal.</summary>
    private async Task<IActorRef> JournalAsync() =>
        await Sys.ActorSelection(_replica.Path / "journal").ResolveOne(Peer.Timeout);

    /// <summary>Whether the replica, which is empty, says that it is whole.</summary>
    private async Task<bool> IsCompleteAsync()
    {
        _replica.Tell(new ReplicaDigest(new ReplicaTable().Digest), TestActor);
        return (await ExpectMsgAsync<ReplicaInSync>(Peer.Timeout)).Complete;
    }

    private Task SyncedAsync() => Wait.UntilAsync(() => Synced, "all routes");

    private Task ServesAsync(string host, string routes) =>
        Wait.UntilAsync(() => Volatile.Read(ref _table).Of(host) == routes, $"{host} with {routes}");

    /// <summary>Waits until what the replica was told is done.</summary>
    private async Task IsIdleAsync() => await _replica.Ask<ActorIdentity>(new Identify(null), Peer.Timeout);

    private void Swap(RouteTable table)
    {
        if (Volatile.Read(ref _fail))
        {
            Volatile.Write(ref _fail, false);
            throw new InvalidOperationException("a defect");
        }
        Interlocked.Increment(ref _swaps);
        Volatile.Write(ref _table, table);
    }
}
