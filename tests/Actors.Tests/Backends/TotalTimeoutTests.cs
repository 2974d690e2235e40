using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends;

/// <summary>What a request has left for all of its attempts, and what those say of their backends.</summary>
public sealed class TotalTimeoutTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PoolStates _states;
    private readonly List<string> _ejected = [];

    public TotalTimeoutTests()
    {
        _states = new PoolStates(_time);
        _states.HealthChanged += health => _ejected.Add($"{health.Address}");
    }

    [Fact]
    public void Without_one_nothing_is_cut()
    {
        var selection = Select(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(selection.TimeLeft);
        Assert.Equal(TimeSpan.FromHours(1), selection.Within(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void It_counts_from_when_it_is_said_and_not_anew_where_it_is_said_again()
    {
        var selection = Select(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), selection.TimeLeft);
        Assert.Equal(TimeSpan.FromSeconds(6), selection.Within(TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(5), selection.Within(TimeSpan.FromSeconds(5)));

        selection.TotalTimeout = TimeSpan.FromSeconds(9);
        Assert.Equal(TimeSpan.FromSeconds(5), selection.TimeLeft);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, selection.TimeLeft);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public void An_attempt_that_had_less_than_half_of_the_time_says_nothing_of_its_backend(int before, bool judged)
    {
        var selection = Select(TimeSpan.FromSeconds(10));
        Assert.True(selection.TryNext());
        _time.Advance(TimeSpan.FromSeconds(before));
        selection.Failed(TerminationReason.BackendReset);
        Assert.True(selection.TryNext());
        var second = $"{selection.Backend!.Address}";
        _time.Advance(TimeSpan.FromSeconds(10 - before));

        selection.Failed(TerminationReason.BackendConnectTimeout);

        Assert.Equal(judged, _ejected.Contains(second));
        Assert.NotEmpty(_ejected);
    }

    private BackendSelection Select(TimeSpan timeout)
    {
        var pool = TestRoutes.Pool("ws://127.0.0.1:1", "ws://127.0.0.1:2", "ws://127.0.0.1:3") with
        {
            Ejection = new EjectionRules { Failures = 1, MaxShare = 1 },
        };
        var selection = _states.Select(TestRoutes.Route(pool), IPAddress.Loopback, maxAttempts: 3);
        selection.TotalTimeout = timeout;
        return selection;
    }
}
