using ActorProxy.Shared.Clocks;

namespace ActorProxy.Shared.Tests.Clocks;

public class HttpDateTests
{
    [Fact(DisplayName = "RFC 9110 5.6.7: the date is IMF-fixdate, and changes with the second")]
    public void Now()
    {
        var time = new Clock { Now = new DateTimeOffset(1994, 11, 6, 8, 49, 37, TimeSpan.FromHours(2)) };
        var date = new HttpDate(time);
        Assert.Equal("Sun, 06 Nov 1994 06:49:37 GMT", date.Now);
        Assert.Same(date.Now, date.Now);
        time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("Sun, 06 Nov 1994 06:49:38 GMT", date.Now);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
