using ActorProxy.Shared.Options;

namespace ActorProxy.Shared.Tests.Options;

public sealed class WatchIntervalTests
{
    [Theory]
    [InlineData("off", null, "off")]
    [InlineData("on", 2000, "on")]
    [InlineData("2s", 2000, "on")]
    [InlineData("500ms", 500, "500ms")]
    [InlineData("1h", 3_600_000, "1h")]
    public void It_is_off_on_or_a_duration(string text, int? milliseconds, string written)
    {
        Assert.True(WatchInterval.TryParse(text, out var value, out _));
        Assert.Equal((milliseconds, written), ((int?)value.Period?.TotalMilliseconds, value.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("499ms")]
    [InlineData("2h")]
    [InlineData("0s")]
    public void All_else_is_an_error_that_says_what_may_be_written(string text)
    {
        Assert.False(WatchInterval.TryParse(text, out _, out var error));
        Assert.Equal($"'{text}' is no interval; write off, on or a duration of 500ms to 1h", error);
    }
}
