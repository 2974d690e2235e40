using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Transport.Tests;

public sealed class PauseWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PauseWatch _watch;

    public PauseWatchTests() => _watch = new PauseWatch(_time);

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(100, 1_100)]
    [InlineData(-1, 3_600_000)] // nothing was armed, so there is nothing to judge
    public void ALoopThatWakesInTimeMayJudge(int waitMs, int elapsedMs)
    {
        Wake(waitMs, elapsedMs);
        Assert.True(_watch.MayJudge(allRead: false));
    }

    [Fact]
    public void AfterAPauseDeadlinesWaitForTheGraceAndForWhatIsReady()
    {
        Wake(100, 20_000);
        Assert.False(_watch.MayJudge(allRead: true));
        Wake(100, 999);
        Assert.False(_watch.MayJudge(allRead: true));
        Wake(0, 1);
        Assert.False(_watch.MayJudge(allRead: false));
        Assert.True(_watch.MayJudge(allRead: true));
        Assert.True(_watch.MayJudge(allRead: false));
    }

    [Fact]
    public void ALoopThatIsNeverDoneJudgesAllTheSame()
    {
        Wake(0, 1_001);
        for (var held = 0; held < 5; held++)
        {
            Assert.False(_watch.MayJudge(allRead: false));
            Wake(0, 1_000);
        }
        Assert.True(_watch.MayJudge(allRead: false));
    }

    [Fact]
    public void AnotherPauseBeginsTheGraceAnew()
    {
        Wake(0, 2_000);
        Wake(0, 2_000);
        Assert.False(_watch.MayJudge(allRead: true));
        Wake(0, 1_000);
        Assert.True(_watch.MayJudge(allRead: true));
    }

    private void Wake(int waitMs, int elapsedMs)
    {
        _time.Advance(TimeSpan.FromMilliseconds(elapsedMs));
        _watch.Woke(waitMs);
    }
}
