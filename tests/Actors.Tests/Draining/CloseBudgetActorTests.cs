using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Draining;

/// <summary>Three nodes that close connections by one budget.</summary>
public sealed class CloseBudgetActorTests : IAsyncLifetime
{
    private const int Budget = 90;

    private readonly FakeTimeProvider _time = new();
    private readonly List<CloseBudget> _budgets = [];
    private readonly List<NodeHealth> _health = [];
    private ShutdownOptions _options = new() { ClosesPerSecond = Budget };
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync(3, ConfigurationFactory.ParseString(""), system =>
    {
        var (budget, health, time, node) = (new CloseBudget(_time), new NodeHealth(), _time, $"node{_budgets.Count}");
        var options = () => _options;
        _budgets.Add(budget);
        _health.Add(health);
        system.ActorOf(Props.Create(() => new CloseBudgetActor(node, budget, health, options, time)), CloseBudgetActor.Name);
        return Task.CompletedTask;
    });

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task It_is_shared_by_those_that_have_some_to_close()
    {
        _budgets[0].Add(1000);
        await RatesAsync(Budget, 0, 0);

        _budgets[1].Add(1000);
        await RatesAsync(Budget / 2, Budget / 2, 0);

        _budgets[0].Add(-1000);
        await RatesAsync(0, Budget, 0);
        Assert.Empty(_cluster.Errors);
    }

    [Fact]
    public async Task Nodes_that_drain_wait_for_each_other()
    {
        _options = new ShutdownOptions { NodesAtATime = 1 };
        foreach (var (budget, health) in _budgets.Zip(_health).Take(2))
        {
            health.Update(state => state with { Draining = true });
            budget.Add(1000);
        }

        await RoundsUntilAsync(() => _budgets.Take(2).Count(budget => budget.Rate is null) == 1
            && _budgets.Take(2).Sum(budget => budget.Ahead) == 1, "one that closes, and one behind it");

        var first = _budgets.FindIndex(budget => budget.Pending > 0 && budget.Rate is null);
        _budgets[first].Add(-1000);
        await RoundsUntilAsync(() => _budgets[1 - first] is { Rate: null, Ahead: 0 }, "the other one");
    }

    [Fact]
    public async Task Without_the_oldest_node_each_goes_by_an_equal_share_until_there_is_another()
    {
        _budgets[1].Add(1000);
        await RatesAsync(0, Budget, 0);

        await _cluster.CrashAsync(0);
        await RoundsUntilAsync(() => _budgets[1].Rate == Budget / 3.0, "a third");
    }

    [Fact]
    public async Task Without_a_bound_nobody_waits()
    {
        _options = new ShutdownOptions();
        _budgets[1].Add(1000);

        await RoundsUntilAsync(() => _budgets[1].Rate is null, "no bound");
        Assert.True(_budgets[1].TryTake());
    }

    private Task RatesAsync(params double[] rates) =>
        RoundsUntilAsync(() => _budgets.Select(budget => budget.Rate ?? -1).SequenceEqual(rates), $"rates {string.Join(", ", rates)}");

    /// <summary>Lets time pass in which nodes ask.</summary>
    private Task RoundsUntilAsync(Func<bool> happened, string what) => Wait.UntilAsync(
        () =>
        {
            if (happened())
                return true;
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return false;
        },
        what);
}
