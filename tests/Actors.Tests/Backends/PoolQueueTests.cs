using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>Requests that wait for a backend, and what wakes them: each order of events is the test's.</summary>
public sealed class PoolQueueTests
{
    private const string Url = "ws://127.0.0.1:1";

    private static readonly BackendPool Pool = TestRoutes.Pool(Url) with
    {
        MaxConnectionsPerBackend = 1,
        Queue = new QueueRules { Length = 3 },
    };

    private readonly FakeTimeProvider _time = new();
    private readonly PoolStates _states;

    public PoolQueueTests() => _states = new PoolStates(_time);

    [Fact]
    public void Who_came_first_is_first_and_a_place_wakes_nobody_behind_him()
    {
        var holder = Take();
        var (first, second, third) = (Wait(), Wait(), Wait());
        Assert.Equal((1, 0, 0), (first.Woken, second.Woken, third.Woken)); // a place may have become free in the meantime
        Assert.False(first.Look());

        holder.Leave();
        Assert.Equal((2, 0, 0), (first.Woken, second.Woken, third.Woken));
        Assert.False(second.Look());
        Assert.True(first.Look());
        Assert.Equal((1, 0), (second.Woken, third.Woken)); // there may be more places
        Assert.False(second.Look());

        first.Selection.Leave();
        Assert.True(second.Look());
        second.Selection.Leave();
        Assert.True(third.Look());
        Assert.Equal(0, _states.Queued);
    }

    [Fact]
    public void Who_comes_later_goes_not_before_who_waits_though_there_is_room()
    {
        var holder = Take();
        var waiter = Wait();
        holder.Leave();

        var late = Select();
        Assert.Equal((false, TerminationReason.BackendLimit), (late.TryNext(), late.Refusal));
        Assert.True(waiter.Look());
        waiter.Selection.Leave();
        Assert.True(late.TryNext());
    }

    [Fact]
    public void All_places_that_become_free_at_once_are_taken()
    {
        var pool = Pool with { MaxConnectionsPerBackend = 3 };
        var holders = Enumerable.Range(0, 3).Select(_ => Take(pool)).ToList();
        Waiter[] waiters = [Wait(pool), Wait(pool), Wait(pool)];
        holders.ForEach(holder => holder.Leave());

        Assert.Equal((1, 0, 0), (waiters[0].Woken, waiters[1].Woken, waiters[2].Woken));
        Assert.True(waiters[0].Look());
        Assert.Equal((1, 0), (waiters[1].Woken, waiters[2].Woken));
        Assert.True(waiters[1].Look());
        Assert.Equal(1, waiters[2].Woken);
        Assert.True(waiters[2].Look());
    }

    [Fact]
    public void No_more_wait_than_may()
    {
        Take();
        Waiter[] waiters = [Wait(), Wait(), Wait()];
        var more = Select();
        Assert.False(more.TryNext());
        Assert.False(more.TryWait(() => { }));

        waiters[1].Selection.Leave();
        Assert.Equal(2, _states.Queued);
        Assert.True(more.TryWait(() => { }));
    }

    [Fact]
    public void Who_leaves_has_no_place_and_is_counted_nowhere()
    {
        Take();
        var (first, second) = (Wait(routeLimit: 3), Wait(routeLimit: 3));
        Assert.Equal((false, TerminationReason.RouteLimit), Try(routeLimit: 3));
        Assert.False(first.Look());

        first.Selection.Leave();
        first.Selection.Leave();
        Assert.Equal((1, 1), (_states.Queued, second.Woken));
        Assert.False(first.Look());
        Assert.Equal((false, TerminationReason.BackendLimit), Try(routeLimit: 3));
        Assert.Equal(1, _states.Of(Pool).Active(0));
    }

    [Fact]
    public void A_place_that_becomes_free_before_one_waits_is_not_missed()
    {
        var holder = Take();
        var selection = Select();
        Assert.False(selection.TryNext());
        holder.Leave(); // which nobody waits for

        var waiter = new Waiter(selection);
        Assert.Equal(1, waiter.Woken);
        Assert.True(waiter.Look());
    }

    [Fact]
    public void A_place_that_becomes_free_while_the_first_one_looks_wakes_it_again()
    {
        var holder = Take();
        var waiter = Wait();
        Assert.True(waiter.Selection.MayLook());
        Assert.False(waiter.Selection.TryNext());
        holder.Leave();
        Assert.Equal(2, waiter.Woken);
        Assert.True(waiter.Look());
    }

    [Fact]
    public void Who_is_woken_already_is_not_woken_again()
    {
        var pool = Pool with { MaxConnectionsPerBackend = 2 };
        var (one, other) = (Take(pool), Take(pool));
        var waiter = Wait(pool);
        one.Leave();
        other.Leave();
        Assert.Equal(1, waiter.Woken);
        Assert.True(waiter.Look());
    }

    [Fact]
    public void A_backend_that_is_enabled_wakes()
    {
        _states.Switches.Off = new HashSet<string> { Url };
        var waiter = Wait();
        Assert.False(waiter.Look());
        Assert.Equal(TerminationReason.NoBackend, waiter.Selection.WhyWaiting);

        _states.Switches.Off = new HashSet<string>();
        Assert.Equal((2, TerminationReason.BackendLimit), (waiter.Woken, waiter.Selection.WhyWaiting));
        Assert.True(waiter.Look());
    }

    [Fact]
    public void A_backend_that_comes_up_wakes_and_none_is_tried_before()
    {
        var checks = new HealthCheck { Rise = 1 };
        var pool = Pool with { HealthCheck = checks };
        Answer("refused");
        Assert.True(_states.Of(pool with { Queue = new QueueRules() }).IsPanic);
        var waiter = Wait(pool);
        Assert.False(waiter.Look());
        Assert.Equal(TerminationReason.NoBackend, waiter.Selection.WhyWaiting);

        Answer(error: null);
        Assert.Equal(2, waiter.Woken);
        Assert.True(waiter.Look());

        void Answer(string? error)
        {
            if (_states.Of(pool).Members[0].Check!.Answered(error, TimeSpan.Zero, _states.Now))
                _states.Change();
        }
    }

    [Fact]
    public void A_backend_that_is_back_by_the_time_alone_is_looked_for_then()
    {
        var pool = Pool with { Ejection = new EjectionRules { MaxShare = 1, Failures = 1 } };
        _states.Of(pool).Members[0].Health.Failed(BackendFailure.Timeout, network: 0);
        var waiter = Wait(pool); // a request that may not try it
        Assert.False(waiter.Look());

        for (var changes = 0; waiter.Selection.ChangesIn is { } time; changes++)
        {
            Assert.InRange(changes, 0, 2); // when it is due, and when it is back
            _time.Advance(time);
            if (waiter.Selection.TryNext())
                return;
        }
        Assert.Fail("It never comes back.");
    }

    [Fact]
    public void An_answer_wakes_where_as_many_wait_for_one_as_may()
    {
        var pool = Pool with { MaxConnectionsPerBackend = 0, MaxWaiting = 1 };
        var (asking, waiter) = (Take(pool), Wait(pool));
        Assert.False(waiter.Look());
        Assert.Equal(1, waiter.Woken); // not by itself
        asking.Opened();
        Assert.Equal(2, waiter.Woken);
        Assert.True(waiter.Look());
        Assert.False(Select(pool).TryNext());
    }

    [Fact]
    public void A_change_of_the_route_is_for_who_waits_in_the_order_in_which_they_came()
    {
        var (before, after) = (Pool, Pool with { MaxConnectionsPerBackend = 2 });
        Take(before);
        var (first, second) = (Wait(before), Wait(before));
        Assert.False(first.Look());

        Serve(after);
        Assert.Equal(2, first.Woken);
        // Who comes by the new pool before they look, has its place.
        var taking = Take(after);
        var late = Wait(after);
        foreach (var waiter in new[] { first, second })
        {
            Assert.True(waiter.Selection.MayLook());
            Assert.True(waiter.Selection.TryFollow(_states.Of(after)));
            Assert.False(waiter.Selection.TryNext());
            Assert.False(waiter.Selection.TryFollow(_states.Of(after)));
        }
        Assert.Equal((0, 3), (_states.Of(before).Queue!.Count, _states.Of(after).Queue!.Count));

        taking.Leave();
        Assert.False(late.Look());
        Assert.True(first.Look());
        first.Selection.Leave();
        Assert.True(second.Look());
    }

    [Fact]
    public void A_pool_whose_queue_is_turned_off_keeps_nobody()
    {
        Take();
        var waiter = Wait();
        var off = Pool with { Queue = new QueueRules() };
        Serve(off);

        Assert.True(waiter.Selection.MayLook());
        Assert.True(waiter.Selection.TryFollow(_states.Of(off)));
        Assert.False(waiter.Selection.TryNext());
        Assert.False(waiter.Selection.MayWait);
        Assert.Equal(0, _states.Queued);
    }

    [Fact]
    public async Task A_crowd_on_many_threads_is_served_to_the_last_and_no_more_at_once_than_may_be()
    {
        var pool = Pool with { MaxConnectionsPerBackend = 3, Queue = new QueueRules { Length = 1000 } };
        var (active, tooMany, served) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(ServeAsync))).WaitAsync(Peer.Timeout);

        Assert.Equal((0, 4000), (tooMany, served));
        Assert.Equal((0, 0), (_states.Queued, _states.Of(pool).Active(0)));

        async Task ServeAsync()
        {
            for (var i = 0; i < 20; i++)
            {
                var selection = Select(pool);
                if (!selection.TryNext())
                {
                    var woken = new SemaphoreSlim(0);
                    Assert.True(selection.TryWait(() => woken.Release()));
                    do
                        await woken.WaitAsync();
                    while (!(selection.MayLook() && selection.TryNext()));
                }
                if (Interlocked.Increment(ref active) > 3)
                    Interlocked.Increment(ref tooMany);
                await Task.Yield();
                Interlocked.Decrement(ref active);
                Interlocked.Increment(ref served);
                selection.Leave();
            }
        }
    }

    /// <summary>Has a backend at once.</summary>
    private BackendSelection Take(BackendPool? pool = null)
    {
        var selection = Select(pool);
        Assert.True(selection.TryNext());
        return selection;
    }

    private Waiter Wait(BackendPool? pool = null, int routeLimit = 0)
    {
        var selection = Select(pool);
        selection.RouteLimit = routeLimit;
        Assert.False(selection.TryNext());
        return new Waiter(selection);
    }

    private (bool, TerminationReason) Try(int routeLimit)
    {
        var selection = Select();
        selection.RouteLimit = routeLimit;
        var has = selection.TryNext();
        selection.Leave();
        return (has, selection.Refusal);
    }

    private BackendSelection Select(BackendPool? pool = null) =>
        _states.Select(TestRoutes.Route(pool ?? Pool), IPAddress.Loopback, maxAttempts: 3);

    private void Serve(BackendPool pool)
    {
        var route = TestRoutes.Route(pool);
        Assert.True(RouteTable.TryCreate([route], out var table, out _));
        _states.Take(table);
        Assert.Same(route, _states.Present(TestRoutes.Route(Pool)));
    }

    /// <summary>One that waits, and looks when the test says so.</summary>
    private sealed class Waiter
    {
        private int _woken;

        public Waiter(BackendSelection selection)
        {
            Selection = selection;
            Assert.True(selection.MayWait);
            Assert.True(selection.TryWait(() => Interlocked.Increment(ref _woken)));
        }

        public BackendSelection Selection { get; }

        /// <summary>How often it was.</summary>
        public int Woken => _woken;

        /// <summary>Whether it has a backend now.</summary>
        public bool Look() => Selection.MayLook() && Selection.TryNext();
    }
}
