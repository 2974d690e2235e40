using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

public abstract class EventLoopSpec : TransportSpec
{
    private EventLoop Loop => Transport.Loops[0];

    [Fact]
    public void LoopsAreNumberedFromZero() => Assert.Equal([0, 1], Transport.Loops.Select(loop => loop.Index));

    [Fact]
    public async Task PostedWorkWakesAnIdleLoopAndRunsOnIt()
    {
        for (var i = 0; i < 200; i++)
            Assert.True(await On(Loop, () => Loop.InLoop));
        Assert.False(Loop.InLoop);
        Assert.False(await On(Loop, () => Transport.Loops[1].InLoop));
    }

    [Fact]
    public async Task WorkRunsInOrderOfPostingForEachThreadThatPosts()
    {
        const int Posters = 4, Each = 20_000;
        var seen = new ConcurrentQueue<(int Poster, int Number)>();
        var threads = Enumerable.Range(0, Posters).Select(poster => new Thread(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                var n = number;
                Loop.Post(() => seen.Enqueue((poster, n)));
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        await Wait.Until(() => seen.Count == Posters * Each, "all posted work runs");
        for (var poster = 0; poster < Posters; poster++)
            Assert.Equal(Enumerable.Range(0, Each), seen.Where(work => work.Poster == poster).Select(work => work.Number));
    }

    [Fact]
    public async Task WorkThatIsPostedOnTheLoopRunsLaterInOrder()
    {
        var order = new List<int>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(() =>
        {
            Loop.Post(() => order.Add(2));
            Loop.Post(() => { order.Add(3); done.SetResult(); });
            order.Add(1);
        });
        await done.Task.WaitAsync(Wait.Guard);
        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public async Task WorkThatThrowsIsReportedAndTheLoopLives()
    {
        var defect = new InvalidOperationException("defect");
        Loop.Post(() => throw defect);
        Assert.True(await On(Loop, () => true));
        Assert.True(Faults.TryDequeue(out var reported));
        Assert.Same(defect, reported);
    }

    [Fact]
    public async Task ADeadlineThatThrowsIsReportedAndTheLoopLives()
    {
        var defect = new InvalidOperationException("defect");
        await On(Loop, () => Loop.CreateDeadline(() => throw defect).Arm(TimeSpan.FromMilliseconds(50)));
        Time.Advance(TimeSpan.FromMilliseconds(250));
        await Wait.Until(() => !Faults.IsEmpty, "the fault is reported");
        Assert.True(Faults.TryDequeue(out var reported));
        Assert.Same(defect, reported);
        Assert.True(await On(Loop, () => true));
    }

    [Fact]
    public async Task ADeadlineGoesOffOnTheLoopOnceAndNotEarly()
    {
        var calls = 0;
        var inLoop = false;
        await On(Loop, () => Loop.CreateDeadline(() =>
        {
            inLoop = Loop.InLoop;
            calls++;
        }).Arm(TimeSpan.FromSeconds(5)));

        Time.Advance(TimeSpan.FromMilliseconds(4_999));
        await RoundTripsAsync();
        Assert.Equal(0, await On(Loop, () => calls));

        Time.Advance(TimeSpan.FromMilliseconds(201));
        await Wait.Until(() => Volatile.Read(ref calls) == 1, "the deadline goes off");
        Assert.True(inLoop);

        Time.Advance(TimeSpan.FromMinutes(5));
        await RoundTripsAsync();
        Assert.Equal(1, await On(Loop, () => calls));
    }

    [Fact]
    public async Task AfterAPauseWhatArrivedMeanwhileIsReadBeforeDeadlinesAreJudged()
    {
        // More than a loop looks at in one turn.
        const int Count = 300;
        var pause = TimeSpan.FromSeconds(20);
        var pairs = new List<(Channel Channel, Socket Peer)>();
        while (pairs.Count < Count)
        {
            if (await AcceptAsync() is var pair && pair.Channel.Loop == Loop)
                pairs.Add(pair);
        }
        var (reads, early, judged) = (0, 0, 0);
        await On(Loop, () =>
        {
            foreach (var (channel, _) in pairs)
            {
                var read = channel.ReadAsync(new byte[1]).AsTask();
                _ = read.ContinueWith(_ => reads++, TaskContinuationOptions.ExecuteSynchronously);
                Loop.CreateDeadline(() =>
                {
                    judged++;
                    early += read.IsCompleted ? 0 : 1;
                }).Arm(pause / 2);
            }
        });

        // Bytes come, and time passes.
        var goOn = await HoldAsync(Loop);
        foreach (var (_, peer) in pairs)
            await peer.SendAllAsync("!"u8.ToArray());
        Time.Advance(pause);
        Running.Advance(pause);
        goOn();

        await Wait.Until(() => Volatile.Read(ref reads) == Count, "what arrived is read");
        Assert.Equal(0, await On(Loop, () => judged));
        Running.Advance(PauseWatch.Grace);
        await Wait.Until(() => Volatile.Read(ref judged) == Count, "the deadlines are judged");
        Assert.Equal(0, early);
    }

    [Fact]
    public async Task WhatIsReadAfterALongWaitIsReadNowAndNotWhenTheWaitBegan()
    {
        var (channel, peer) = await AcceptAsync();
        long? at = null;
        await On(channel.Loop, () =>
        {
            _ = channel.ReadAsync(new byte[1]).AsTask().ContinueWith(
                _ => at = channel.Loop.Now, TaskContinuationOptions.ExecuteSynchronously);
        });
        await RoundTripsAsync();
        var before = await On(channel.Loop, () => channel.Loop.Now);
        Time.Advance(TimeSpan.FromSeconds(20));
        await peer.SendAllAsync("!"u8.ToArray());
        await Wait.Until(() => at is not null, "the byte is read");
        Assert.Equal(before + 20_000, at);
    }

    [Fact]
    public async Task ADisarmedDeadlineDoesNotGoOffAndAReArmedOneGoesOffAtItsNewTime()
    {
        var calls = new ConcurrentQueue<string>();
        var moved = await On(Loop, () =>
        {
            var disarmed = Loop.CreateDeadline(() => calls.Enqueue("disarmed"));
            disarmed.Arm(TimeSpan.FromSeconds(1));
            disarmed.Disarm();
            var rearmed = Loop.CreateDeadline(() => calls.Enqueue("rearmed"));
            rearmed.Arm(TimeSpan.FromSeconds(1));
            rearmed.Arm(TimeSpan.FromSeconds(300));
            return rearmed;
        });
        Time.Advance(TimeSpan.FromSeconds(299));
        await RoundTripsAsync();
        Assert.Empty(calls);
        Assert.True(await On(Loop, () => moved.IsArmed));
        Time.Advance(TimeSpan.FromSeconds(1.2));
        await Wait.Until(() => !calls.IsEmpty, "the deadline goes off");
        Assert.Equal(["rearmed"], calls);
    }

    [Fact]
    public async Task NowFollowsTheClock()
    {
        var before = await On(Loop, () => Loop.Now);
        Time.Advance(TimeSpan.FromMilliseconds(1_234));
        await RoundTripsAsync();
        Assert.Equal(before + 1_234, await On(Loop, () => Loop.Now));
    }

    [Fact]
    public async Task DisposingStopsTheLoops()
    {
        var transport = Create(new TransportOptions(3, 4096), Time, Faults.Enqueue);
        foreach (var loop in transport.Loops)
            await On(loop, () => { });
        var ran = false;
        transport.Dispose();
        transport.Loops[0].Post(() => ran = true);
        Assert.False(ran);
        transport.Dispose();
    }
}
