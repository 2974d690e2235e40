namespace ActorProxy.Transport.Tests;

public sealed class TimerWheelTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(1_234_567_891)]
    public void GoesOffNotBeforeItsTimeAndAtMostTwoTicksLater(long start)
    {
        foreach (var after in (int[])[0, 1, 99, 100, 101, 199, 5_000, 102_300, 102_400, 102_500, 250_001])
        {
            var wheel = new TimerWheel(start, fault => throw fault);
            long? at = null;
            wheel.Create(() => at = wheel.NowMs).Arm(TimeSpan.FromMilliseconds(after));
            for (var now = start + 1; at is null; now++)
                wheel.Advance(now);
            Assert.InRange(at.Value - start, after, after + 2 * TimerWheel.TickMs);
            Assert.Equal(0, wheel.Count);
        }
    }

    [Fact]
    public void ANegativeTimeIsNone()
    {
        var wheel = new TimerWheel(0, fault => throw fault);
        var calls = 0;
        wheel.Create(() => calls++).Arm(TimeSpan.FromSeconds(-1));
        Assert.Equal(0, calls);
        wheel.Advance(100);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void ALongPauseExpiresEverythingThatIsDueAndNothingElse()
    {
        var wheel = new TimerWheel(0, fault => throw fault);
        var expired = new List<int>();
        foreach (var seconds in (int[])[1, 50, 150, 350, 399, 402, 800])
            wheel.Create(() => expired.Add(seconds)).Arm(seconds * Second);
        wheel.Advance(400_000);
        Assert.Equal([1, 50, 150, 350, 399], expired.Order());
        wheel.Advance(402_200);
        Assert.Equal([1, 50, 150, 350, 399, 402], expired.Order());
        Assert.Equal(1, wheel.Count);
    }

    [Fact]
    public void ACallbackMayDisarmItsNeighbours()
    {
        var wheel = new TimerWheel(0, fault => throw fault);
        var deadlines = new List<Deadline>();
        var calls = 0;
        for (var i = 0; i < 5; i++)
        {
            deadlines.Add(wheel.Create(() =>
            {
                calls++;
                foreach (var neighbour in deadlines)
                    neighbour.Disarm();
            }));
        }
        foreach (var deadline in deadlines)
            deadline.Arm(Second);
        wheel.Advance(2_000);
        Assert.Equal(1, calls);
        Assert.Equal(0, wheel.Count);
        Assert.All(deadlines, deadline => Assert.False(deadline.IsArmed));
    }

    [Fact]
    public void ACallbackMayArmItselfAndItsNeighbours()
    {
        var wheel = new TimerWheel(0, fault => throw fault);
        var calls = new List<string>();
        Deadline neighbour = null!;
        Deadline self = null!;
        self = wheel.Create(() =>
        {
            calls.Add("self");
            self.Arm(Second);
            neighbour.Arm(10 * Second);
        });
        neighbour = wheel.Create(() => calls.Add("neighbour"));
        neighbour.Arm(Second);
        self.Arm(Second); // the head of the slot
        wheel.Advance(1_100);
        Assert.Equal(["self"], calls);
        wheel.Advance(2_200);
        Assert.Equal(["self", "self"], calls);
        self.Disarm();
        wheel.Advance(13_000);
        Assert.Equal(["self", "self", "neighbour"], calls);
    }

    [Fact]
    public void TimeThatGoesBackIsIgnored()
    {
        var wheel = new TimerWheel(1_000, fault => throw fault);
        wheel.Advance(500);
        Assert.Equal(1_000, wheel.NowMs);
    }

    [Fact]
    public void WhatIsDueWaitsUntilItIsAskedFor()
    {
        var wheel = new TimerWheel(0, fault => throw fault);
        var expired = new List<int>();
        wheel.Create(() => expired.Add(1)).Arm(Second);
        wheel.SetTime(400_050);
        wheel.Create(() => expired.Add(2)).Arm(Second);
        Assert.Equal(400_050, wheel.NowMs);
        Assert.Equal(50, wheel.MsToNextTick);
        Assert.Empty(expired);
        wheel.Expire();
        Assert.Equal([1], expired);
        wheel.Advance(401_200);
        Assert.Equal([1, 2], expired);
    }

    [Fact]
    public void SaysHowLongTheLoopMaySleep()
    {
        var wheel = new TimerWheel(1_050, fault => throw fault);
        Assert.Equal(-1, wheel.MsToNextTick);
        var deadline = wheel.Create(() => { });
        deadline.Arm(Second);
        Assert.Equal(50, wheel.MsToNextTick);
        wheel.Advance(1_099);
        Assert.Equal(1, wheel.MsToNextTick);
        wheel.Advance(1_100);
        Assert.Equal(100, wheel.MsToNextTick);
        deadline.Disarm();
        Assert.Equal(-1, wheel.MsToNextTick);
    }

    [Fact]
    public void ACallbackThatThrowsIsReportedAndHoldsUpNobody()
    {
        var faults = new List<Exception>();
        var wheel = new TimerWheel(0, faults.Add);
        var expired = 0;
        for (var i = 0; i < 3; i++)
        {
            wheel.Create(() => throw new InvalidOperationException("of the test")).Arm(TimeSpan.FromMilliseconds(50));
            wheel.Create(() => expired++).Arm(TimeSpan.FromMilliseconds(50));
        }
        wheel.Advance(1_000);
        Assert.Equal(3, expired);
        Assert.Equal(3, faults.Count);
        Assert.Equal(0, wheel.Count);
    }

    /// <summary>Random arming, disarming and advancing against a plain list of due times.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BehavesLikeAListOfDueTimes(int seed)
    {
        var random = new Random(seed);
        var wheel = new TimerWheel(random.Next(1_000_000), fault => throw fault);
        var dueAt = new long?[50];
        var deadlines = new Deadline[dueAt.Length];
        for (var i = 0; i < deadlines.Length; i++)
        {
            var n = i;
            deadlines[i] = wheel.Create(() =>
            {
                Assert.True(dueAt[n] <= wheel.NowMs, "Early, disarmed, or a second time.");
                dueAt[n] = null;
            });
        }
        for (var step = 0; step < 20_000; step++)
        {
            var n = random.Next(deadlines.Length);
            switch (random.Next(4))
            {
                case 0:
                    deadlines[n].Disarm();
                    dueAt[n] = null;
                    break;
                case 1:
                    wheel.Advance(wheel.NowMs + (random.Next(100) == 0 ? random.Next(300_000) : random.Next(300)));
                    Assert.DoesNotContain(dueAt, due => due + 2 * TimerWheel.TickMs <= wheel.NowMs);
                    break;
                default:
                    var after = random.Next(random.Next(2) == 0 ? 1_000 : 250_000);
                    deadlines[n].Arm(TimeSpan.FromMilliseconds(after));
                    dueAt[n] = wheel.NowMs + after;
                    break;
            }
            Assert.Equal(dueAt.Count(due => due is not null), wheel.Count);
        }
    }
}
