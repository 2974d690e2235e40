using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Shared.Tests.Backends.Health;

public sealed class CheckStatusTests
{
    private static readonly HealthCheck Check = new();

    [Theory] // g for a good answer, b for a bad one; u for up, d for down
    [InlineData("g", "u")]
    [InlineData("b", "d")]
    [InlineData("gbbgbbb", "uuuuuud")]
    [InlineData("bgg", "ddu")]
    [InlineData("bgbgg", "ddddu")]
    public void The_first_answer_counts_at_once_and_others_by_rise_and_fall(string answers, string states)
    {
        var (status, seen) = (CheckStatus.Unknown, "");
        foreach (var answer in answers)
        {
            status = status.With(answer == 'g' ? null : "it is ill", TimeSpan.FromMilliseconds(3), now: 7, Check);
            seen += status.IsDown ? 'd' : 'u';
        }
        Assert.Equal(states, seen);
    }

    [Fact]
    public void It_says_since_when_and_why()
    {
        var down = CheckStatus.Unknown.With(null, TimeSpan.FromMilliseconds(3), 100, Check).With("a", default, 200, Check)
            .With("b", default, 300, Check).With("c", default, 400, Check);
        Assert.Equal((true, 400L, "c", TimeSpan.FromMilliseconds(3)), (down.IsDown, down.Since, down.Error, down.Latency!.Value));

        var up = down.With(null, TimeSpan.FromMilliseconds(5), 500, Check).With(null, TimeSpan.FromMilliseconds(6), 600, Check);
        Assert.Equal((false, 600L, (string?)null, TimeSpan.FromMilliseconds(6)), (up.IsDown, up.Since, up.Error, up.Latency!.Value));
    }

    [Fact]
    public void Before_the_first_answer_it_is_up_since_ever() =>
        Assert.Equal((false, 0L, (TimeSpan?)null),
            (CheckStatus.Unknown.IsDown, CheckStatus.Unknown.Since, CheckStatus.Unknown.Latency));
}
