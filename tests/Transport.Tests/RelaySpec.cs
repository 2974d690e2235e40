using System.Net.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>Bytes, flow and ends of a relay. <see cref="RelayControlSpec"/> has what its owner does to it.</summary>
public abstract class RelaySpec : RelaySpecBase
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BytesGoBothWaysAtOnceIntactAndInOrder(int seed)
    {
        var rig = await StartedAsync();
        var (up, down) = (Bytes(seed, 12 * 1024 * 1024), Bytes(seed + 100, 8 * 1024 * 1024));
        var sending = new[] { SendInPiecesAsync(rig.Downstream, up, seed), SendInPiecesAsync(rig.Upstream, down, seed + 1) };
        var receiving = new[] { rig.Upstream.ReceiveExactlyAsync(up.Length), rig.Downstream.ReceiveExactlyAsync(down.Length) };
        await Task.WhenAll(sending);
        var received = await Task.WhenAll(receiving);
        Assert.True(up.AsSpan().SequenceEqual(received[0]));
        Assert.True(down.AsSpan().SequenceEqual(received[1]));
        Assert.Equal(
            (up.LongLength, down.LongLength),
            await rig.Ask(relay => (relay.BytesFrom(RelaySide.Downstream), relay.BytesFrom(RelaySide.Upstream))));
        Assert.Equal((0, 0), await rig.Ask(relay => (relay.Pending(RelaySide.Downstream), relay.Pending(RelaySide.Upstream))));
    }

    [Fact]
    public async Task NothingMovesBeforeStart()
    {
        var rig = await JoinedAsync();
        await rig.Downstream.SendAllAsync(new byte[100]);
        await RoundTripsAsync();
        Assert.Equal(0, await rig.Ask(relay => relay.BytesFrom(RelaySide.Downstream)));
        Assert.Equal(0, rig.Calls);
        await rig.Call(relay => relay.Start());
        await rig.Upstream.ReceiveExactlyAsync(100);
    }

    [Theory]
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public async Task BytesAndFinThatArrivedBeforeTheRelayGoThroughIt(RelaySide from)
    {
        var (rig, client, upstream) = await ChannelsAsync();
        // The channel tells that it saw the FIN: it does not come a second time.
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await On(client.Loop, () => (from == RelaySide.Downstream ? client : upstream).PeerClosed = seen.SetResult);
        await Plain(rig, from).SendAllAsync("early"u8.ToArray());
        Plain(rig, from).Shutdown(SocketShutdown.Send);
        await seen.Task.WaitAsync(Wait.Guard);
        await On(client.Loop, () =>
        {
            rig.Relay = CreateRelay(client, upstream, rig);
            rig.Relay.Start();
        });
        Assert.Equal("early"u8.ToArray(), await Plain(rig, Other(from)).ReceiveExactlyAsync(5));
        await rig.EndedAsync(from);
        Assert.Equal([(from, TransportError.None)], rig.Told);
    }

    [Theory]
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public async Task AFinIsToldOnceBehindItsBytesAndTheOtherDirectionWorksOn(RelaySide side)
    {
        var rig = await StartedAsync();
        var (pendingAtEnd, listedAtEnd) = (-1, -1);
        rig.OnEnd = (_, _) => (pendingAtEnd, listedAtEnd) = (rig.Relay.Pending(Other(side)), rig.Told.Count);
        var bytes = Bytes(3, 16 * 1024 * 1024);
        var sending = Task.Run(async () =>
        {
            await Plain(rig, side).SendAllAsync(bytes);
            Plain(rig, side).Shutdown(SocketShutdown.Send);
        });
        await StillAsync(rig, side);
        Assert.Empty(rig.Told);
        var received = await Plain(rig, Other(side)).ReceiveExactlyAsync(bytes.Length);
        Assert.True(bytes.AsSpan().SequenceEqual(received));
        await sending;
        await rig.EndedAsync(side);
        // Awaiting the end is awaiting what OnEnd notes: the end is listed behind it.
        Assert.Equal((0, 0), (pendingAtEnd, listedAtEnd));
        Assert.Equal((true, false), await rig.Ask(relay => (relay.HasEnded(side), relay.HasEnded(Other(side)))));

        await rig.Call(relay => relay.ShutdownSend(Other(side)));
        await Plain(rig, Other(side)).AssertEndsAsync();
        await Plain(rig, Other(side)).SendAllAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await Plain(rig, side).ReceiveExactlyAsync(10));
        await RoundTripsAsync();
        Assert.Equal([(side, TransportError.None)], rig.Told);
    }

    [Theory]
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public async Task ARstIsToldAsAFailureAndTheOtherSideCanBeToldWhy(RelaySide side)
    {
        var rig = await StartedAsync();
        var survivor = Plain(rig, Other(side));
        await RoundTripsAsync();
        Plain(rig, side).Reset();
        await rig.EndedAsync(side);
        await rig.Call(relay =>
        {
            relay.Inject(side, "ignored"u8);
            relay.Inject(Other(side), "sorry"u8);
            relay.ShutdownSend(Other(side));
        });
        Assert.Equal("sorry"u8.ToArray(), await survivor.ReceiveToEndAsync());
        // What it still sends is thrown away, however much it is.
        await survivor.SendAllAsync(new byte[32 * 1024 * 1024]);
        survivor.Shutdown(SocketShutdown.Send);
        await rig.EndedAsync(Other(side));
        Assert.Equal([(side, TransportError.Reset), (Other(side), TransportError.None)], rig.Told);
        Assert.Equal(32 * 1024 * 1024, await rig.Ask(relay => relay.BytesFrom(Other(side))));
    }

    [Fact]
    public async Task ASideThatBreaksWhileTheOtherIsHeldUpByItFreesTheOther()
    {
        var rig = await StartedAsync();
        var sending = rig.Downstream.SendAllAsync(new byte[64 * 1024 * 1024]);
        await StillAsync(rig, RelaySide.Downstream);
        Assert.False(sending.IsCompleted);
        rig.Upstream.Reset();
        await sending;
        await rig.EndedAsync(RelaySide.Upstream);
        Assert.Equal([(RelaySide.Upstream, TransportError.Reset)], rig.Told);
        Assert.Equal(0, await rig.Ask(relay => relay.Pending(RelaySide.Upstream)));
    }

    [Theory]
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public async Task APeerThatDoesNotReadHoldsTheSenderUpInBoundedMemoryAndLosesNothing(RelaySide from)
    {
        const int Block = 1024 * 1024, Blocks = 256;
        var block = Bytes(5, Block);
        var rig = await StartedAsync();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        long sent = 0;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Blocks; i++)
            {
                await Plain(rig, from).SendAllAsync(block);
                Interlocked.Add(ref sent, Block);
            }
        });
        var read = await StillAsync(rig, from);
        Assert.InRange(Volatile.Read(ref sent), 0, Blocks * (long)Block / 2);
        Assert.InRange(await rig.Ask(relay => relay.Pending(Other(from))), 1, 64 * 1024 + 256);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 4 * 1024 * 1024);
        Assert.Equal(read, await rig.Ask(relay => relay.BytesFrom(from)));

        for (var i = 0; i < Blocks; i++)
        {
            var received = await Plain(rig, Other(from)).ReceiveExactlyAsync(Block);
            Assert.True(block.AsSpan().SequenceEqual(received), $"Block {i} differs.");
        }
        await sending;
    }

    [Fact]
    public async Task WhoDoesNotReadWhileTheBuffersAreUsedUpIsGivenUp()
    {
        var rig = await StartedAsync();
        Assert.True(Buffers.TryTake(BufferLimit));
        var sending = rig.Downstream.SendAllAsync(new byte[64 * 1024 * 1024]);
        await rig.EndedAsync(RelaySide.Upstream);
        Assert.Equal((RelaySide.Upstream, TransportError.BufferLimit), rig.Told.First());
        // The other side goes on, and what it sends is thrown away.
        await sending;
        await rig.Call(relay => relay.Close(abort: false));
        Assert.Equal(BufferLimit, Buffers.Used);
    }

    [Theory]
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public async Task WhoTakesNothingForTheWriteTimeoutIsGivenUp(RelaySide to)
    {
        var rig = await StartedAsync(Timed);
        var sending = Plain(rig, Other(to)).SendAllAsync(new byte[64 * 1024 * 1024]);
        await StillAsync(rig, Other(to));
        await PassAsync(WriteTimeout - TimeSpan.FromSeconds(1));
        Assert.Empty(rig.Told);
        // It takes a part: the time begins anew.
        await Plain(rig, to).ReceiveExactlyAsync(8 * 1024 * 1024);
        await StillAsync(rig, Other(to));
        await PassAsync(WriteTimeout - TimeSpan.FromSeconds(1));
        Assert.Empty(rig.Told);

        await PassWriteTimeoutsAsync(until: () => rig.Told.Count > 0);
        await rig.EndedAsync(to);
        Assert.Equal((to, TransportError.WriteTimeout), rig.Told.First());
        // The other side goes on, and what it sends is thrown away.
        await sending;
        await rig.Call(relay => relay.Close(abort: false));
        Assert.Equal(0, Buffers.Used);
    }

    [Fact]
    public async Task WhoIsSentNothingIsNotLate()
    {
        var rig = await StartedAsync(Timed);
        await rig.Downstream.SendAllAsync("all of it"u8.ToArray());
        Assert.Equal("all of it"u8.ToArray(), await rig.Upstream.ReceiveExactlyAsync(9));

        await PassAsync(WriteTimeout * 10);

        Assert.Empty(rig.Told);
        await rig.Upstream.SendAllAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await rig.Downstream.ReceiveExactlyAsync(10));
    }

    private static async Task SendInPiecesAsync(Socket socket, byte[] bytes, int seed)
    {
        var random = new Random(seed);
        for (var sent = 0; sent < bytes.Length;)
        {
            var piece = Math.Min(bytes.Length - sent, 1 + random.Next(random.Next(10) == 0 ? 500_000 : 5_000));
            await socket.SendAllAsync(bytes.AsMemory(sent, piece));
            sent += piece;
        }
    }
}
