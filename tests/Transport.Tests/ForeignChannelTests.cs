using ActorProxy.Transport.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>A channel whose bytes a library moves: whatever thread that uses, who has the channel is on the loop.</summary>
public sealed class ForeignChannelTests : TransportSpec
{
    private readonly Library _library;

    public ForeignChannelTests() => _library = new Library(Transport.Loops[0]);

    private EventLoop Loop => Transport.Loops[0];

    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new SocketTransport(options, time, onFault);

    [Fact]
    public async Task WhatIsThereAtOnceIsReadAtOnce()
    {
        _library.Received.SetResult(3);

        Assert.Equal((true, 3), await On(Loop, () =>
        {
            var read = _library.ReadAsync(new byte[8]);
            return (read.IsCompleted, read.AsTask().GetAwaiter().GetResult());
        }));
    }

    [Fact]
    public async Task WhatComesLaterIsReadOnTheLoop()
    {
        var reading = On(Loop, async () => (await _library.ReadAsync(new byte[8]), Loop.InLoop));

        await OffLoopAsync(() => _library.Received.SetResult(5));

        Assert.Equal((5, true), await reading);
    }

    [Fact]
    public async Task AWriteCompletesOnTheLoop()
    {
        var writing = On(Loop, async () =>
        {
            await _library.WriteAsync(new byte[4]);
            return Loop.InLoop;
        });

        await OffLoopAsync(_library.Sent.SetResult);

        Assert.True(await writing);
    }

    [Fact]
    public async Task WhatTheLibraryFailsWithIsAReset()
    {
        var reading = On(Loop, async () => await _library.ReadAsync(new byte[8]));

        await OffLoopAsync(() => _library.Received.SetException(new IOException("gone")));

        var failure = await Assert.ThrowsAsync<TransportException>(() => reading);
        Assert.Equal((TransportError.Reset, "gone"), (failure.Error, failure.Message));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClosingEndsWhatIsUnderWayAndTellsOnceThatNothingIs(bool reset)
    {
        var reading = On(Loop, async () => await _library.ReadAsync(new byte[8]));
        var writing = On(Loop, async () =>
        {
            await _library.WriteAsync(new byte[4]);
            return true;
        });
        await RoundTripsAsync();

        await On(Loop, () => Close(reset));
        await On(Loop, () => Close(!reset));

        Assert.Equal(TransportError.Aborted, (await Assert.ThrowsAsync<TransportException>(() => reading)).Error);
        Assert.Equal(TransportError.Aborted, (await Assert.ThrowsAsync<TransportException>(() => writing)).Error);
        Assert.Equal((1, 1, reset), await On(Loop, () => (_library.Closed, _library.Idle, _library.Reset)));
        Assert.Equal(TransportError.Aborted,
            (await Assert.ThrowsAsync<TransportException>(() => On(Loop, () => _library.ReadAsync(new byte[1])))).Error);
    }

    [Fact]
    public async Task AnIdleOneIsIdleWhenItIsClosed()
    {
        await On(Loop, _library.Close);

        Assert.Equal((1, 1, false), await On(Loop, () => (_library.Closed, _library.Idle, _library.Reset)));
    }

    [Fact]
    public async Task APeerThatTakesNothingForTooLongIsCutOff()
    {
        var writing = On(Loop, async () =>
        {
            await _library.WriteAsync(new byte[4]);
            return true;
        });
        await RoundTripsAsync();

        Time.Advance(WriteTimeout + TimeSpan.FromSeconds(1));
        await RoundTripsAsync();

        Assert.Equal(TransportError.WriteTimeout, (await Assert.ThrowsAsync<TransportException>(() => writing)).Error);
        Assert.Equal((1, true), await On(Loop, () => (_library.Idle, _library.Reset)));
    }

    [Fact]
    public async Task ItTellsOfItsPeersEndWhereNobodyReads()
    {
        var told = 0;
        await On(Loop, () => _library.PeerClosed = () => told++);

        await OffLoopAsync(_library.EndPeer);
        await OffLoopAsync(_library.EndPeer);
        await RoundTripsAsync();
        Assert.Equal(1, await On(Loop, () => told));

        await On(Loop, () => _library.PeerClosed = () => told++);
        await RoundTripsAsync();
        Assert.Equal(2, await On(Loop, () => told));
    }

    private static Task OffLoopAsync(Action act) => Task.Run(act).WaitAsync(Wait.Guard);

    private void Close(bool reset)
    {
        if (reset)
            _library.Abort();
        else
            _library.Close();
    }

    /// <summary>A library that receives and sends when the test says so, on the test's thread.</summary>
    private sealed class Library(EventLoop loop) : ForeignChannel(loop, WriteTimeout)
    {
        public TaskCompletionSource<int> Received { get; } = new();

        public TaskCompletionSource Sent { get; } = new();

        public int Closed { get; private set; }

        public int Idle { get; private set; }

        public bool Reset { get; private set; }

        public override void ShutdownSend()
        {
        }

        protected override ValueTask ReceiveAsync() => new(Received.Task);

        protected override int Take(Span<byte> buffer) => Received.Task.GetAwaiter().GetResult();

        protected override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => new(Sent.Task);

        protected override void OnClosed(bool reset)
        {
            (Closed, Reset) = (Closed + 1, reset);
            Received.TrySetCanceled();
            Sent.TrySetCanceled();
        }

        protected override void OnIdle() => Idle++;
    }
}
