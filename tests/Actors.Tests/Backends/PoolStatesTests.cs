using System.Net;
using System.Runtime.CompilerServices;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>
/// What is remembered of pools and routes while the table changes. Equal pools of different tables are different objects.
/// </summary>
public sealed class PoolStatesTests
{
    private const int Changes = 2000;

    private readonly PoolStates _states = new(TimeProvider.System);
    private int _tables;

    [Fact]
    public void What_no_table_and_no_connection_has_is_forgotten()
    {
        for (var round = 0; round < 10; round++)
        {
            ChangeOften();
            GC.Collect();
        }

        // Of the last rounds some are still there: 10 of 50 times as many as there were changes, of pools, their names, backends, their
        // health and routes.
        Assert.Equal(10 * Changes, _tables);
        Assert.InRange(_states.Count, 1, 10 * Changes);
    }

    [Fact]
    public void A_connection_counts_at_its_pool_and_route_though_they_were_gone_for_a_while()
    {
        var selection = Select();
        Assert.True(selection.TryNext());

        ChangeOften();
        GC.Collect();
        ChangeOften();

        var refused = Select();
        Assert.Equal((false, TerminationReason.RouteLimit), (refused.TryNext(), refused.Refusal));
        Assert.Equal(1, Load(Limited()).Active(0));
        selection.Leave();
        Assert.Equal(0, Load(Limited()).Active(0));
        Assert.True(Select().TryNext());
    }

    [Fact]
    public void A_request_that_found_its_route_before_the_change_and_its_backend_after_it_is_counted_as_any_other()
    {
        var early = Select();

        ChangeOften();
        GC.Collect();
        ChangeOften();

        Assert.True(early.TryNext());
        Assert.False(Select().TryNext());
        Assert.Equal(1, Load(Limited()).Active(0));
    }

    [Fact]
    public void A_pool_of_the_table_keeps_its_sequence_without_connections()
    {
        Advance(Limited());

        ChangeOften(Limited());
        GC.Collect();
        ChangeOften(Limited());

        Assert.Equal(1, Load(Limited()).NextSequence());
    }

    [Fact]
    public void A_limit_of_backends_counts_those_who_came_before_a_change_of_the_pool()
    {
        var pool = Pool(limit: 3, weight: 1);
        Assert.Equal(6, Fill(pool));

        Assert.Equal(0, Fill(Pool(limit: 3, weight: 2)));
        Assert.Equal(0, Fill(pool with { Picker = PickerKind.LeastConnections }));
        Assert.Equal(2, Fill(Pool(limit: 4, weight: 1)));
        Assert.Equal(4, _states.Of(pool).Active(0));
    }

    [Fact]
    public void A_limit_that_is_set_later_counts_those_who_are_there()
    {
        Assert.Equal(10, Fill(Pool(limit: 0, weight: 1), most: 10));
        Assert.Equal(0, Fill(Pool(limit: 5, weight: 1)));

        var route = TestRoutes.Route(Pool(limit: 0, weight: 1)) with { Id = "limited later" };
        Assert.True(Select(route).TryNext());
        Assert.True(Select(route with { Policies = [new ConnectionLimit(2)] }).TryNext());
        var refused = Select(route with { Policies = [new ConnectionLimit(2)] });
        Assert.Equal((false, TerminationReason.RouteLimit), (refused.TryNext(), refused.Refusal));
        Assert.True(Select(route with { Policies = [new ConnectionLimit(3)] }).TryNext());
    }

    [Fact]
    public void The_picker_of_a_changed_pool_knows_who_is_there()
    {
        var first = Select(TestRoutes.Route(Pool(limit: 0, weight: 1)));
        Assert.True(first.TryNext());

        var next = Select(TestRoutes.Route(Pool(limit: 0, weight: 2) with { Picker = PickerKind.LeastConnections }));
        Assert.True(next.TryNext());

        Assert.NotEqual(first.Backend!.Address, next.Backend!.Address);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Requests_that_are_led_do_not_count_as_picks(int perSession)
    {
        var pool = new BackendPool("sticky", TestRoutes.Pool("ws://127.0.0.1:1", "ws://127.0.0.1:2").Backends, PickerKind.RoundRobin);
        var route = TestRoutes.Route(pool);
        var sessions = new Dictionary<string, int>();
        for (var session = 0; session < 40; session++)
        {
            var first = Select(route);
            Assert.True(first.TryNext());
            var backend = first.Backend!.Id;
            sessions[backend] = sessions.GetValueOrDefault(backend) + 1;
            var index = first.Current;
            first.Leave();
            for (var i = 0; i < perSession; i++)
            {
                var led = Select(route);
                led.Preferred = index;
                Assert.True(led.TryNext());
                Assert.Equal(backend, led.Backend!.Id);
                led.Leave();
            }
        }
        Assert.Equal([20, 20], sessions.Values);
    }

    [Fact] // In the registry ids are unique within a host.
    public void Routes_of_two_hosts_with_one_id_have_a_limit_each()
    {
        Assert.True(HostPattern.TryParse("a.example.org", out var host, out _));

        Assert.True(Select().TryNext());
        Assert.True(Select(Route("other") with { Id = "limited", Host = host }).TryNext());
    }

    [Fact]
    public async Task No_more_connections_than_the_limit_while_the_table_changes()
    {
        var (open, served, most) = (0, 0, 0);
        using var ended = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
            {
                var selection = Select();
                if (!selection.TryNext())
                    continue;
                InterlockedMax(ref most, Interlocked.Increment(ref open));
                Interlocked.Increment(ref served);
                Interlocked.Decrement(ref open);
                selection.Leave();
            }
        })).ToArray();

        for (var round = 0; round < 5 || Volatile.Read(ref served) < 1000; round++)
        {
            ChangeOften();
            ChangeOften(Limited());
            GC.Collect();
        }
        await ended.CancelAsync();
        await Task.WhenAll(clients);

        Assert.Equal(1, most);
        Assert.Equal(0, Load(Limited()).Active(0));
        Assert.True(Select().TryNext());
    }

    [Fact]
    public async Task A_node_forgets_when_it_is_reloaded()
    {
        await using var proxy = await TestProxy.StartAsync("ws://127.0.0.1:1");
        var loads = proxy.Node.Context.Pools;
        for (var i = 0; i < 5 * Changes; i++)
        {
            if (i % Changes == 0)
                GC.Collect();
            var route = Route($"r{i}");
            Assert.True(RouteTable.TryCreate([route], out var table, out _));
            await proxy.Node.ReloadAsync(proxy.Node.Options with { Routes = table });
            loads.Of(route.Pool);
        }

        // Of a pool, its name, its backend and its health each.
        Assert.InRange(loads.Count, 1, 8 * Changes);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    /// <summary>One connection at a time, at the route and at its one backend; not the same object twice.</summary>
    private static Route Limited() => Route("limited");

    private static Route Route(string id)
    {
        var pool = new BackendPool(id, TestRoutes.Pool("ws://127.0.0.1:1").Backends,
            PickerKind.RoundRobin) { MaxConnectionsPerBackend = 1 };
        return TestRoutes.Route(pool, $"/{id}", [new ConnectionLimit(1)]) with { Id = id };
    }

    /// <summary>One table after another, each with a route that is used once, beside those that stay.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChangeOften(params Route[] stay)
    {
        for (var i = 0; i < Changes; i++)
        {
            var route = Route($"r{_tables++}");
            Assert.True(RouteTable.TryCreate([.. stay, route], out var table, out _));
            var selection = Select(route);
            Assert.True(selection.TryNext());
            selection.Leave();
            _states.Prune(table);
        }
    }

    private static BackendPool Pool(int limit, int weight) => new("pair",
        TestRoutes.Pool("ws://127.0.0.1:1", "ws://127.0.0.1:2").Backends.Select(backend => backend with { Weight = weight }),
        PickerKind.RoundRobin) { MaxConnectionsPerBackend = limit };

    /// <summary>How many connections the pool takes, which stay.</summary>
    private int Fill(BackendPool pool, int most = int.MaxValue)
    {
        var taken = 0;
        while (taken < most && Select(TestRoutes.Route(pool)).TryNext())
            taken++;
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Advance(Route route) => Assert.Equal(0, Load(route).NextSequence());

    private PoolState Load(Route route) => _states.Of(route.Pool);

    private BackendSelection Select() => Select(Limited());

    private BackendSelection Select(Route route)
    {
        var selection = _states.Select(route, IPAddress.Loopback, maxAttempts: 3);
        selection.RouteLimit = route.Policies.Of<ConnectionLimit>().MaxConnections;
        return selection;
    }
}
