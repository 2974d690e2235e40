using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>Pickers by what a node knows while it runs.</summary>
public sealed class PickersTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PoolStates _states;

    public PickersTests() => _states = new PoolStates(_time);

    [Fact]
    public void A_bound_of_load_leads_the_clients_of_a_crowded_backend_to_the_next_ones()
    {
        var route = Route(PickerKind.Hash, 10) is var r ? r with { Pool = r.Pool with { HashLoadBound = 1.25 } } : null!;
        for (var i = 0; i < 100; i++)
            Take(route, key: 42);
        var active = _states.Of(route.Pool).Members.Select(member => member.State.Active).Order().ToList();
        Assert.Equal(100, active.Sum());
        Assert.InRange(active[^1], 10, 13); // 1.25 times a tenth
        Assert.InRange(active.Count(count => count == 0), 1, 2); // the last ones on the ring have none yet

        var unbound = Route(PickerKind.Hash, 10);
        unbound = unbound with { Pool = unbound.Pool with { Name = "unbound" } };
        for (var i = 0; i < 100; i++)
            Take(unbound, key: 42);
        Assert.Single(_states.Of(unbound.Pool).Members, member => member.State.Active == 100);
    }

    [Fact]
    public void A_bound_of_load_refuses_nobody()
    {
        var route = Route(PickerKind.Hash, 2);
        for (var i = 0; i < 20; i++)
            Take(route, key: 42);
        var bound = route with { Pool = route.Pool with { HashLoadBound = 1.25 } };
        var crowded = Take(bound, key: 42);
        Assert.True(crowded.TryNext()); // with one tried, and the other over its share or not
        Assert.Equal(22, _states.Of(bound.Pool).Members.Sum(member => member.State.Active) + 1);
    }

    [Fact]
    public void Who_fails_fast_is_not_taken_for_fast()
    {
        var route = Route(PickerKind.PeakEwma, 2);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 100; i++)
        {
            var selection = Take(route);
            var fails = selection.Backend!.Id.EndsWith('1');
            _time.Advance(TimeSpan.FromMilliseconds(fails ? 1 : 50));
            selection.Answered(fails ? 503 : 200, isUpgrade: false);
            counts[selection.Backend.Id] = counts.GetValueOrDefault(selection.Backend.Id) + 1;
            selection.Leave();
        }
        Assert.InRange(counts["ws://127.0.0.1:1"], 1, 10);
    }

    [Fact]
    public void A_standby_serves_who_has_tried_all_that_serve_first()
    {
        var pool = new BackendPool("pool", [Backend("ws://127.0.0.1:1", 0), Backend("ws://127.0.0.1:2", 1)], PickerKind.RoundRobin);
        var selection = Take(TestRoutes.Route(pool));
        selection.Failed(TerminationReason.BackendRefused);
        Assert.True(selection.TryNext());
        Assert.Equal("ws://127.0.0.1:2", selection.Backend!.Id);
        Assert.False(selection.TryNext());
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue / 2)]
    [InlineData(ulong.MaxValue - 1)]
    public void Any_key_brings_the_only_one_back_that_serves_first(ulong key)
    {
        var pool = new BackendPool("pool", [Backend("ws://127.0.0.1:1", 0), Backend("ws://127.0.0.1:2", 1)], PickerKind.Hash);
        var health = _states.Of(pool).Members[0].Health;
        for (var i = 0; i < 5; i++)
            health.Failed(BackendFailure.Timeout, network: 0);
        Assert.Equal("ws://127.0.0.1:2", Take(TestRoutes.Route(pool), key).Backend!.Id);
        _time.Advance(TimeSpan.FromSeconds(5));

        var selection = _states.Select(TestRoutes.Route(pool), IPAddress.Loopback, maxAttempts: 3);
        selection.Key = key;
        Assert.True(selection.TryNext(mayTry: true));
        Assert.True(selection.IsTrial);
    }

    [Fact]
    public void Connections_that_have_ended_count_for_no_bound()
    {
        var route = Route(PickerKind.Hash, 4);
        route = route with { Pool = route.Pool with { HashLoadBound = 1 } };
        var first = Take(route, key: 42);
        var owner = first.Backend!.Id;
        first.Leave();
        for (var i = 0; i < 10; i++)
        {
            var next = Take(route, key: 42);
            Assert.Equal(owner, next.Backend!.Id);
            next.Leave();
        }
    }

    [Fact]
    public void Of_two_the_one_that_answers_handshakes_slowly_gets_few()
    {
        var route = Route(PickerKind.PeakEwma, 2);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 200; i++)
        {
            var selection = Take(route);
            _time.Advance(TimeSpan.FromMilliseconds(selection.Backend!.Id.EndsWith('1') ? 500 : 5));
            selection.Answered(200, isUpgrade: false);
            counts[selection.Backend.Id] = counts.GetValueOrDefault(selection.Backend.Id) + 1;
            selection.Leave();
        }
        Assert.InRange(counts["ws://127.0.0.1:1"], 1, 20);

        // What was not observed for long is tried again.
        _time.Advance(TimeSpan.FromMinutes(5));
        var fast = _states.Of(route.Pool).Members[1].State.Latency;
        fast.Observe(TimeSpan.FromMilliseconds(5), _states.Now);
        Assert.Equal("ws://127.0.0.1:1", Take(route).Backend!.Id);
    }

    [Fact]
    public void Latency_rises_at_once_and_falls_over_ten_seconds()
    {
        var latency = new PeakLatency();
        latency.Observe(TimeSpan.FromMilliseconds(10), 1000);
        latency.Observe(TimeSpan.FromMilliseconds(100), 1001);
        Assert.InRange(latency.At(1001), 0.099, 0.101);
        latency.Observe(TimeSpan.FromMilliseconds(10), 6001);
        Assert.InRange(latency.At(6001), 0.055, 0.07);
        Assert.InRange(latency.At(26_001), 0, 0.01);
    }

    [Fact]
    public void A_standby_gets_clients_while_those_that_serve_first_are_disabled()
    {
        var pool = new BackendPool("pool", [Backend("ws://127.0.0.1:1", 0), Backend("ws://127.0.0.1:2", 1)], PickerKind.RoundRobin);
        var route = TestRoutes.Route(pool);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal("ws://127.0.0.1:1", Take(route).Backend!.Id));
        _states.Switches.Off = new HashSet<string> { "ws://127.0.0.1:1" };
        Assert.All(Enumerable.Range(0, 4), _ => Assert.Equal("ws://127.0.0.1:2", Take(route).Backend!.Id));
        _states.Switches.Off = new HashSet<string>();
        Assert.Equal("ws://127.0.0.1:1", Take(route).Backend!.Id);
    }

    private BackendSelection Take(Route route, ulong? key = null)
    {
        var selection = _states.Select(route, IPAddress.Loopback, maxAttempts: 3);
        if (key is { } given)
            selection.Key = given;
        Assert.True(selection.TryNext());
        return selection;
    }

    private static Backend Backend(string url, int priority) => TestRoutes.Pool(url).Backends[0] with { Priority = priority };

    private static Route Route(PickerKind picker, int backends) =>
        TestRoutes.Route(TestRoutes.Pool(picker, Enumerable.Range(1, backends).Select(port => $"ws://127.0.0.1:{port}")));
}
