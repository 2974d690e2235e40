using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Routes;

/// <summary>Who is told to close, and when, in a time that stands still until the test moves it.</summary>
public sealed class RouteChangeActorTests : TestKit
{
    private static readonly TimeSpan Over = TimeSpan.FromSeconds(30);
    private static readonly ListenerOptions Web = new("web", IPAddress.Loopback, 1);

    private readonly FakeTimeProvider _time = new();
    private readonly ConnectionTable _connections = new();
    private readonly PoolStates _pools;
    private readonly ScriptedNames _names = new();
    private readonly ProxyMetrics _metrics = new(1);
    private readonly List<string> _told = [];
    private readonly TestProbe _tunnels;
    private readonly SnapshotHolder _snapshots;
    private readonly IActorRef _actor;
    private int _ids;

    public RouteChangeActorTests() : base(LongTimeouts.Config)
    {
        _tunnels = CreateTestProbe();
        _pools = new PoolStates(_time, Found.By(_names, _time));
        _snapshots = new SnapshotHolder(new NodeSnapshot(new ProxyOptions { Listeners = [Web] }, Table(Route("a"), Route("b"))));
        _actor = Sys.ActorOf(Props.Create(
            () => new RouteChangeActor(_snapshots, _pools, _connections, _metrics, _time, new CloseBudget(_time))));
    }

    [Fact]
    public async Task Close_ends_the_tunnels_of_the_changed_route_at_once_and_no_others()
    {
        var mine = Open("a", 3);
        Open("b", 3);

        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));

        Assert.Equal(mine, Told().Order());
    }

    [Fact]
    public async Task The_tunnels_of_an_address_that_its_name_has_no_more_go_by_the_policy_and_no_others()
    {
        var name = Backend.At(new BackendAddress("b.example", 80)) with { Addresses = EndpointSource.All };
        var route = Route("n") with
        {
            Pool = new BackendPool("named", [name], PickerKind.RoundRobin),
            Policies = [new OnChange(RouteChangePolicy.Close)],
        };
        await _names.AnswerAsync(_pools.Of(route.Pool), _time, "10.0.0.1", "10.0.0.2");
        await SwapAsync(route);
        var gone = Enter(Info(route) with { Backend = name.AtEndpoint(new(IPAddress.Parse("10.0.0.1"))) });
        Enter(Info(route) with { Backend = name.AtEndpoint(new(IPAddress.Parse("10.0.0.2"))) });

        await _names.AnswerAsync(_pools.Of(route.Pool), _time, "10.0.0.2");

        await Wait.UntilAsync(async () =>
        {
            await SettleAsync();
            return Told().Count > 0;
        }, "an order");
        Assert.Equal([gone], Told());
    }

    [Fact]
    public async Task A_request_in_flight_is_left_alone()
    {
        Enter(Info("a") with { IsTunnel = false });

        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));
        await SwapAsync();

        Assert.Empty(Told());
    }

    [Fact]
    public async Task Keep_ends_nothing()
    {
        Open("a", 3);

        await SwapAsync(Changed("a", RouteChangePolicy.Keep), Route("b"));
        await PassAsync(TimeSpan.FromDays(1));

        Assert.Empty(Told());
    }

    [Fact]
    public async Task A_route_that_is_gone_goes_by_its_own_policy()
    {
        var closing = Open(Route("c") with { Policies = [new OnChange(RouteChangePolicy.Close)] }, 2);
        Open("a", 2);

        await SwapAsync();

        Assert.Equal(closing, Told().Order());
    }

    [Fact]
    public async Task Drain_closes_one_in_each_part_of_the_time()
    {
        var ids = Open("a", 10);

        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));

        Assert.Single(Told());
        for (var part = 1; part <= 10; part++)
        {
            await PassAsync(Over / 10);
            // One may be due in the last moment of its part, and the next round is a tick later.
            Assert.InRange(Told().Count, part, part + 1);
        }
        await PassAsync(PacedCloser.Tick);
        Assert.Equal(ids, Told());
    }

    [Fact]
    public async Task Routes_that_change_together_drain_side_by_side()
    {
        Open("a", 2);
        Open("b", 2);

        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Changed("b", RouteChangePolicy.Drain, TimeSpan.FromHours(1)));

        Assert.Equal(2, Told().Count);
        await PassAsync(Over + PacedCloser.Tick);
        Assert.Equal(3, Told().Count);
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(4, Told().Count);
    }

    [Theory]
    [InlineData(RouteChangePolicy.Drain)]
    [InlineData(RouteChangePolicy.Keep)]
    public async Task A_tunnel_that_has_its_time_keeps_it_when_the_route_changes_again(RouteChangePolicy next)
    {
        var ids = Open("a", 2);
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));

        await SwapAsync(Changed("a", next, TimeSpan.FromHours(24), size: 8), Route("b"));

        Assert.Single(Told());
        await PassAsync(Over + PacedCloser.Tick);
        Assert.Equal(ids, Told().Order());
    }

    [Fact]
    public async Task A_drain_under_way_becomes_a_close_when_the_route_says_so()
    {
        var ids = Open("a", 10);
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));

        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));

        Assert.Equal(ids, Told().Order());
        await PassAsync(Over * 2);
        Assert.Equal(10, Told().Count);
    }

    [Fact]
    public async Task A_restored_route_stops_its_drain()
    {
        Open("a", 10);
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));

        await SwapAsync(Route("a"), Route("b"));
        await PassAsync(Over * 2);
        Assert.Single(Told());

        // And where it changes once more, they drain by a time of their own.
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));
        await PassAsync(Over * 2);
        Assert.Equal(10, Told().Distinct().Count());
    }

    [Fact]
    public async Task A_tunnel_that_was_kept_is_closed_when_its_route_says_so_later()
    {
        var ids = Open("a", 1);
        await SwapAsync(Changed("a", RouteChangePolicy.Keep), Route("b"));
        Assert.Empty(Told());

        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));

        Assert.Equal(ids, Told());
    }

    [Fact]
    public async Task A_tunnel_that_ends_by_itself_before_its_time_is_forgotten()
    {
        var ids = Open("a", 2);
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));
        Assert.Single(Told());

        ids.ForEach(_connections.Remove);
        await PassAsync(Over * 2);

        Assert.Single(Told());
    }

    [Fact]
    public async Task A_tunnel_that_was_told_is_told_once_however_long_it_takes_to_end()
    {
        Open("a", 1);
        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));

        await SwapAsync(Changed("a", RouteChangePolicy.Close, size: 8), Route("b"));

        Assert.Single(Told());
    }

    [Fact] // The look-up of the route, then the swap, then the tunnel.
    public async Task A_tunnel_that_opens_by_a_route_of_before_is_closed()
    {
        var late = Info("a");
        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));

        await EnterAsync(late);

        Assert.Equal([late.Id], Told());
    }

    [Fact]
    public async Task A_late_tunnel_that_was_found_as_well_is_told_once()
    {
        var late = Info("a");
        Enter(late);
        await SwapAsync(Changed("a", RouteChangePolicy.Close), Route("b"));

        _snapshots.Entered(late);
        await SettleAsync();

        Assert.Equal([late.Id], Told());
    }

    [Fact]
    public async Task Late_tunnels_of_a_draining_route_take_moments_of_their_own()
    {
        ConnectionInfo[] late = [.. Enumerable.Range(0, 100).Select(_ => Info("a"))];
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));
        foreach (var tunnel in late)
            await EnterAsync(tunnel);

        // Each is with the odds of a half in the first half.
        await PassAsync(Over / 2);
        Assert.InRange(Told().Count, 10, 90);

        await PassAsync(Over / 2 + PacedCloser.Tick);
        Assert.Equal(100, Told().Count);
    }

    [Fact]
    public async Task A_late_tunnel_whose_route_is_as_it_was_is_left_alone()
    {
        var late = Info("a");
        await SwapAsync(Route("a"), Route("b"), Changed("c", RouteChangePolicy.Close));

        await EnterAsync(late);
        await PassAsync(Over * 2);

        Assert.Empty(Told());
    }

    [Fact]
    public async Task What_is_done_is_said_once_a_route()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(Info));
        Open("a", 2);
        Open("b", 1);

        await SwapAsync(Changed("a", RouteChangePolicy.Close));
        await SwapAsync(Changed("a", RouteChangePolicy.Close));

        Assert.Equal(["Route a of host * changed: Close its 2 open tunnels", "Route b of host * is gone: Keep its 1 open tunnels"],
            (await SaidAsync()).Order());
    }

    [Fact]
    public async Task A_restart_loses_no_tunnel()
    {
        var ids = Open("a", 5);
        await SwapAsync(Changed("a", RouteChangePolicy.Drain), Route("b"));

        await EventFilter.Exception<NullReferenceException>().ExpectOneAsync(() =>
        {
            _actor.Tell(new RoutesSwapped(null!));
            return Task.CompletedTask;
        });
        await SettleAsync();
        await PassAsync(Over + PacedCloser.Tick);

        Assert.Equal(ids, Told().Distinct().Order());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _metrics.Dispose();
    }

    private static Route Route(string id) => TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1"), $"/{id}") with { Id = id };

    private static Route Changed(string id, RouteChangePolicy policy, TimeSpan? over = null, int size = 7) =>
        Route(id) with { Policies = [new FilterChain("log") { MaxMessageSize = size }, new OnChange(policy) { DrainOver = over ?? Over }] };

    private static RouteTable Table(params Route[] routes)
    {
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return table;
    }

    private List<string> Open(string route, int count) => Open(Route(route), count);

    private List<string> Open(Route route, int count) => [.. Enumerable.Range(0, count).Select(_ => Enter(Info(route)))];

    private ConnectionInfo Info(string route) => Info(Route(route));

    private ConnectionInfo Info(Route route)
    {
        _time.Advance(TimeSpan.FromTicks(1));
        var id = $"c{++_ids:D4}";
        return new ConnectionInfo(id, Web.Name, IPAddress.Loopback, new IPEndPoint(IPAddress.Loopback, 1), "example.com", "/", id, route,
            route.Pool.Backends[0], 1, null, _time.GetUtcNow()) { Policies = route.Policies };
    }

    private string Enter(ConnectionInfo tunnel)
    {
        _connections.Add(new DirectoryEntry(tunnel, Silent.Instance, _tunnels));
        return tunnel.Id;
    }

    private Task<ActorIdentity> EnterAsync(ConnectionInfo tunnel)
    {
        Enter(tunnel);
        _snapshots.Entered(tunnel);
        return SettleAsync();
    }

    private async Task SwapAsync(params Route[] routes)
    {
        // An actor that begins later would not know that there was another table before.
        await SettleAsync();
        _snapshots.Swap(Table(routes));
        await SettleAsync();
    }

    /// <summary>In ticks of the drain, since each round sets the timer for the next.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        if (time > Over * 2)
        {
            _time.Advance(time);
            await SettleAsync();
            return;
        }
        for (var passed = TimeSpan.Zero; passed < time; passed += PacedCloser.Tick)
        {
            _time.Advance(PacedCloser.Tick);
            await SettleAsync();
        }
    }

    /// <summary>Waits until the actor has worked off its mailbox.</summary>
    private Task<ActorIdentity> SettleAsync() => _actor.Ask<ActorIdentity>(new Identify(null), Peer.Timeout);

    /// <summary>Who was told to close so far, in order.</summary>
    private List<string> Told()
    {
        while (_tunnels.HasMessages)
        {
            var close = _tunnels.ReceiveOne(TimeSpan.Zero) as CloseConnection;
            Assert.Equal(CloseCommand.For(TerminationReason.RouteChanged, "route changed"), close?.Command);
            _told.Add(close!.Id!);
        }
        return [.. _told];
    }

    /// <summary>What the actor has logged so far, in order.</summary>
    private async Task<List<string>> SaidAsync()
    {
        // A line is in the test's mailbox before the call that logs it returns; so this comes behind all of them.
        TestActor.Tell(Said.Instance);
        var said = new List<string>();
        while (await ReceiveOneAsync(Peer.Timeout) is not Said and var line)
        {
            if (Assert.IsType<Info>(line).LogClass == typeof(RouteChangeActor))
                said.Add($"{((Info)line).Message}");
        }
        return said;
    }

    private sealed class Said
    {
        public static readonly Said Instance = new();
    }

    private sealed class Silent : ITrafficSource
    {
        public static readonly Silent Instance = new();

        public Traffic Traffic => default;

        public TimeSpan Idle => TimeSpan.Zero;
    }
}
