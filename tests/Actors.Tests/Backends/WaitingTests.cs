using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>How many requests of a pool wait for an answer, and how many are further attempts.</summary>
public sealed class WaitingTests
{
    private static readonly BackendPool Pool = TestRoutes.Pool("ws://127.0.0.1:1", "ws://127.0.0.1:2", "ws://127.0.0.1:3") with
    {
        Ejection = new EjectionRules { Failures = 0 },
    };

    private readonly PoolStates _states = new(new FakeTimeProvider());

    [Fact]
    public void No_more_wait_than_may_until_one_has_its_answer_or_leaves()
    {
        var route = TestRoutes.Route(Pool with { MaxWaiting = 2 });
        var (first, second, third) = (Select(route), Select(route), Select(route));
        Assert.True(first.TryNext());
        Assert.True(second.TryNext());
        Assert.Equal((false, TerminationReason.BackendLimit), (third.TryNext(), third.Refusal));
        third.Leave();

        first.Opened();
        var fourth = Select(route);
        Assert.True(fourth.TryNext());
        Assert.False(Select(route).TryNext());
        second.Leave();
        second.Leave();
        Assert.True(Select(route).TryNext());
        fourth.Answered(200, isUpgrade: false);
        Assert.True(Select(route).TryNext());
    }

    [Fact]
    public void A_request_that_is_tried_again_waits_once()
    {
        var route = TestRoutes.Route(Pool with { MaxWaiting = 1 });
        var selection = Select(route);
        Assert.True(selection.TryNext());
        selection.Failed(TerminationReason.BackendRefused);
        Assert.True(selection.TryNext());
        selection.Leave();
        Assert.True(Select(route).TryNext());
    }

    [Fact]
    public void Ten_further_attempts_may_be_at_a_time_in_a_small_pool()
    {
        var route = TestRoutes.Route(Pool);
        var failed = Enumerable.Range(0, 11).Select(_ => Failed(route)).ToList();
        Assert.All(failed[..10], selection => Assert.True(selection.TryNext()));
        Assert.False(failed[10].TryNext());
        failed[0].Opened();
        Assert.True(failed[10].TryNext());
    }

    [Fact]
    public void In_a_large_pool_a_fifth_of_its_connections_may_be()
    {
        var route = TestRoutes.Route(Pool);
        for (var i = 0; i < 180; i++)
            Assert.True(Select(route).TryNext());
        var failed = Enumerable.Range(0, 60).Select(_ => Failed(route)).ToList();
        Assert.InRange(failed.Count(selection => selection.TryNext()), 47, 49); // of 240
    }

    [Fact]
    public void An_attempt_behind_a_trial_is_none_of_them()
    {
        var pool = Pool with { RetryBudget = 0, Ejection = new EjectionRules() };
        var (route, time) = (TestRoutes.Route(pool), new FakeTimeProvider());
        var states = new PoolStates(time);
        var busy = Enumerable.Range(0, 10).Select(_ => states.Select(route, IPAddress.Loopback, 3)).ToList();
        foreach (var selection in busy)
        {
            selection.TryNext();
            Assert.True(selection.TryNext());
        }
        var bad = states.Of(pool).Members[0].Health;
        for (var i = 0; i < 5; i++)
            bad.Failed(BackendFailure.Timeout, network: 0);
        time.Advance(TimeSpan.FromSeconds(5));

        var trial = states.Select(route, IPAddress.Loopback, 3);
        Assert.True(trial.TryNext(mayTry: true));
        Assert.True(trial.IsTrial);
        trial.Failed(TerminationReason.BackendReset);
        Assert.True(trial.TryNext());
        trial.Failed(TerminationReason.BackendReset);
        Assert.False(trial.TryNext());
    }

    private BackendSelection Failed(Route route)
    {
        var selection = Select(route);
        Assert.True(selection.TryNext());
        selection.Failed(TerminationReason.BackendRefused);
        return selection;
    }

    private BackendSelection Select(Route route) => _states.Select(route, IPAddress.Loopback, maxAttempts: 3);
}
