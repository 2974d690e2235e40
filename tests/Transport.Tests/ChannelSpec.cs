using System.Net;
using System.Net.Sockets;
using ActorProxy.Tests.Harness;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

public abstract class ChannelSpec : TransportSpec
{
    private EventLoop Loop => Transport.Loops[0];

    [Fact]
    public async Task EchoesWhatThePeerSends()
    {
        var (channel, peer) = await AcceptAsync();
        var echo = On(channel.Loop, async () =>
        {
            var buffer = new byte[1_000];
            var total = 0;
            while (await channel.ReadAsync(buffer) is var read and > 0)
            {
                await channel.WriteAsync(buffer.AsMemory(0, read));
                total += read;
            }
            channel.Close();
            return total;
        });
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var sent = new byte[random.Next(1, 5_000)];
            random.NextBytes(sent);
            await peer.SendAllAsync(sent);
            Assert.Equal(sent, await peer.ReceiveExactlyAsync(sent.Length));
        }
        peer.Shutdown(SocketShutdown.Send);
        Assert.True(await echo > 0);
        await peer.AssertEndsAsync();
    }

    [Fact]
    public async Task AWriteOfWhichThePeerTakesNothingForTheWriteTimeoutFailsAndEndsTheConnection()
    {
        var (channel, peer) = await AcceptAsync(Timed, peerReceiveBuffer: 32 * 1024);
        var reading = On(channel.Loop, () => channel.ReadAsync(new byte[1]));
        var writing = On(channel.Loop, () => channel.WriteAsync(new byte[64 * 1024 * 1024]));
        await Wait.UntilStill(() => peer.Available);
        await PassAsync(WriteTimeout - TimeSpan.FromSeconds(1));
        Assert.False(writing.IsCompleted);

        await PassWriteTimeoutsAsync(until: () => writing.IsCompleted);

        Assert.Equal(TransportError.WriteTimeout, await ErrorOf(() => writing));
        Assert.Equal(TransportError.WriteTimeout, await ErrorOf(() => reading));
    }

    [Fact]
    public async Task AReadAtTheEndOfTheStreamGivesZeroEachTimeBehindAllBytes()
    {
        var (channel, peer) = await ConnectAsync(Loop);
        await peer.SendAllAsync("abc"u8.ToArray());
        peer.Shutdown(SocketShutdown.Send);
        var buffer = new byte[2];
        Assert.Equal("ab,c,", await On(Loop, async () =>
        {
            var text = "";
            while (await channel.ReadAsync(buffer) is var read and > 0)
                text += System.Text.Encoding.ASCII.GetString(buffer, 0, read) + ",";
            return text;
        }));
        Assert.Equal(0, await On(Loop, () => channel.ReadAsync(buffer)));
    }

    [Fact]
    public async Task EveryCompletionRunsOnTheLoop()
    {
        using var listener = Peer.NewListener();
        var accepting = listener.AcceptAsync();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = On(Loop, async () =>
        {
            var channel = Transport.CreateChannel(Loop, NoKeepAlive);
            await channel.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
            var connect = Loop.InLoop;
            first.SetResult();
            await channel.ReadAsync(new byte[1]);
            var read = Loop.InLoop;
            await channel.WriteAsync(new byte[8 * 1024 * 1024]);
            return (connect, read, write: Loop.InLoop);
        });
        using var peer = await accepting.WaitAsync(Wait.Guard);
        await first.Task.WaitAsync(Wait.Guard);
        await RoundTripsAsync();
        await peer.SendAllAsync(new byte[1]);
        await peer.ReceiveExactlyAsync(8 * 1024 * 1024);
        Assert.Equal((true, true, true), await work);
    }

    [Fact]
    public async Task AConnectThatNobodyListensToIsRefused()
    {
        var nobody = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        Assert.Equal(TransportError.Refused, await ErrorOf(() => On(Loop, async () =>
        {
            var channel = Transport.CreateChannel(Loop, NoKeepAlive);
            try
            {
                await channel.ConnectAsync(nobody);
            }
            finally
            {
                Assert.True(Loop.InLoop);
                channel.Close();
            }
        })));
    }

    [LinuxFact("only there a full backlog leaves a connect waiting")]
    public async Task AConnectUnderWayIsAbortedByClose()
    {
        using var listener = Peer.NewListener(backlog: 1);
        for (var i = 0; i < 8; i++)
            _ = Owned(Peer.New()).ConnectAsync(listener.LocalEndPoint!);
        var channel = await On(Loop, () => Transport.CreateChannel(Loop, NoKeepAlive));
        var connecting = On(Loop, () => channel.ConnectAsync((IPEndPoint)listener.LocalEndPoint!));
        await RoundTripsAsync();
        Assert.False(connecting.IsCompleted);
        await On(Loop, channel.Close);
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => connecting));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AReadUnderWayIsAbortedByClose(bool abort)
    {
        var (channel, peer) = await AcceptAsync();
        var reading = On(channel.Loop, () => channel.ReadAsync(new byte[1]));
        await RoundTripsAsync();
        Assert.False(reading.IsCompleted);
        await On(channel.Loop, abort ? channel.Abort : channel.Close);
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => reading));
        await (abort ? peer.AssertResetAsync() : peer.AssertEndsAsync());
    }

    [Fact]
    public async Task AWriteUnderWayIsAbortedByClose()
    {
        var (channel, _) = await AcceptAsync();
        var writing = On(channel.Loop, () => channel.WriteAsync(new byte[64 * 1024 * 1024]));
        await RoundTripsAsync();
        Assert.False(writing.IsCompleted);
        await On(channel.Loop, channel.Close);
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => writing));
    }

    [Fact]
    public async Task AClosedChannelFailsReadsAndWritesAsAborted()
    {
        var (channel, _) = await AcceptAsync();
        await On(channel.Loop, () =>
        {
            channel.Close();
            channel.Close();
            channel.Abort();
            channel.ShutdownSend();
        });
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => On(channel.Loop, () => channel.ReadAsync(new byte[1]))));
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => On(channel.Loop, () => channel.WriteAsync(new byte[1]))));
    }

    [Fact]
    public async Task ASecondReadOrWriteAtATimeIsRefused()
    {
        var (channel, _) = await AcceptAsync();
        await On(channel.Loop, () =>
        {
            _ = Ignore(channel.ReadAsync(new byte[1]).AsTask());
            AssertRefused(() => channel.ReadAsync(new byte[1]).AsTask());
            _ = Ignore(channel.WriteAsync(new byte[64 * 1024 * 1024]).AsTask());
            AssertRefused(() => channel.WriteAsync(new byte[1]).AsTask());
            channel.Close();
        });

        static void AssertRefused(Func<Task> call) => Assert.IsType<InvalidOperationException>(Record.Exception(() => { _ = call(); }));

        static async Task Ignore(Task aborted) =>
            Assert.Equal(TransportError.Aborted, (await Assert.ThrowsAsync<TransportException>(() => aborted)).Error);
    }

    [Fact]
    public async Task AWriteOfManyMebibytesCompletesWithTheReadersProgress()
    {
        var bytes = new byte[24 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        var (channel, peer) = await AcceptAsync();
        var writing = On(channel.Loop, () => channel.WriteAsync(bytes));
        var half = await peer.ReceiveExactlyAsync(bytes.Length / 4);
        await RoundTripsAsync();
        Assert.False(writing.IsCompleted);
        var rest = await peer.ReceiveExactlyAsync(bytes.Length - half.Length);
        await writing;
        Assert.True(bytes.AsSpan(0, half.Length).SequenceEqual(half));
        Assert.True(bytes.AsSpan(half.Length).SequenceEqual(rest));
    }

    [Fact]
    public async Task ReadingGoesOnAfterOurFin()
    {
        var (channel, peer) = await AcceptAsync();
        await On(channel.Loop, channel.ShutdownSend);
        await peer.AssertEndsAsync();
        await peer.SendAllAsync("late"u8.ToArray());
        var buffer = new byte[10];
        Assert.Equal(4, await On(channel.Loop, () => channel.ReadAsync(buffer)));
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await On(channel.Loop, () => channel.ReadAsync(buffer)));
    }

    [Fact]
    public async Task WritingGoesOnAfterThePeersFin()
    {
        var (channel, peer) = await AcceptAsync();
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await On(channel.Loop, () => channel.ReadAsync(new byte[1])));
        await On(channel.Loop, () => channel.WriteAsync("late"u8.ToArray()));
        Assert.Equal("late"u8.ToArray(), await peer.ReceiveExactlyAsync(4));
    }

    [Fact]
    public async Task CloseSendsFinBehindTheBytesAndAbortSendsRst()
    {
        var (closed, closedPeer) = await AcceptAsync();
        await On(closed.Loop, async () =>
        {
            await closed.WriteAsync("last"u8.ToArray());
            closed.Close();
        });
        Assert.Equal("last"u8.ToArray(), await closedPeer.ReceiveToEndAsync());
        var (aborted, abortedPeer) = await ConnectAsync(Loop);
        await On(Loop, aborted.Abort);
        await abortedPeer.AssertResetAsync();
    }

    [Fact]
    public async Task ARstFailsTheReadUnderWayAndLaterWritesAsReset()
    {
        var (channel, peer) = await AcceptAsync();
        var reading = On(channel.Loop, () => channel.ReadAsync(new byte[1]));
        await RoundTripsAsync();
        peer.Reset();
        Assert.Equal(TransportError.Reset, await ErrorOf(() => reading));
        Assert.Equal(TransportError.Reset, await ErrorOf(() => On(channel.Loop, async () =>
        {
            while (true)
                await channel.WriteAsync(new byte[100]);
        })));
    }

    [Fact]
    public async Task ARstFailsTheWriteUnderWayAsReset()
    {
        var (channel, peer) = await AcceptAsync();
        var writing = On(channel.Loop, () => channel.WriteAsync(new byte[64 * 1024 * 1024]));
        await RoundTripsAsync();
        peer.Reset();
        Assert.Equal(TransportError.Reset, await ErrorOf(() => writing));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task PeerClosedIsCalledOnTheLoopOnceWhereNobodyReads(bool reset, bool unreadBytes)
    {
        var (channel, peer) = await AcceptAsync();
        var (calls, inLoop) = (0, false);
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await On(channel.Loop, () => channel.PeerClosed = () =>
        {
            calls++;
            inLoop = channel.Loop.InLoop;
            called.TrySetResult();
        });
        if (unreadBytes)
            await peer.SendAllAsync(new byte[1_000]);
        await RoundTripsAsync();
        Assert.Equal(0, await On(channel.Loop, () => calls));
        if (reset)
            peer.Reset();
        else
            peer.Close();
        await called.Task.WaitAsync(Wait.Guard);
        await RoundTripsAsync();
        Assert.Equal((1, true), await On(channel.Loop, () => (calls, inLoop)));
        await On(channel.Loop, channel.Close);
    }

    [Fact]
    public async Task PeerClosedIsCalledWhereItIsSetAfterThePeerClosed()
    {
        var (channel, peer) = await AcceptAsync();
        var early = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await On(channel.Loop, () => channel.PeerClosed = early.SetResult);
        peer.Close();
        await early.Task.WaitAsync(Wait.Guard);
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calledInside = await On(channel.Loop, () =>
        {
            channel.PeerClosed = late.SetResult;
            return late.Task.IsCompleted;
        });
        Assert.False(calledInside);
        await late.Task.WaitAsync(Wait.Guard);
    }

    [Fact]
    public async Task PeerClosedIsCalledWhereItIsSetBehindAReadThatGotTheLastBytes()
    {
        var (channel, peer) = await AcceptAsync();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = On(channel.Loop, async () =>
        {
            Assert.Equal(3, await channel.ReadAsync(new byte[100]));
            channel.PeerClosed = called.SetResult;
        });
        await RoundTripsAsync();
        // The loop looks at its sockets again when both are there: the bytes and the end.
        var goOn = await HoldAsync(channel.Loop);
        await peer.SendAllAsync("abc"u8.ToArray());
        peer.Close();
        goOn();
        await reading;
        await called.Task.WaitAsync(Wait.Guard);
    }

    [Fact]
    public async Task PeerClosedIsNotCalledWhereAReadTellsOrOurOwnSideCloses()
    {
        var calls = 0;
        var (told, peer) = await AcceptAsync();
        await On(told.Loop, () => told.PeerClosed = () => calls++);
        var reading = On(told.Loop, () => told.ReadAsync(new byte[1]));
        await RoundTripsAsync();
        peer.Close();
        Assert.Equal(0, await reading);

        var (closed, other) = await AcceptAsync();
        await On(closed.Loop, () =>
        {
            closed.PeerClosed = () => calls++;
            closed.Close();
        });
        await other.AssertEndsAsync();
        other.Close();
        await RoundTripsAsync();
        Assert.Equal(0, calls);
    }
}
