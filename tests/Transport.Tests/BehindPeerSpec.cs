using System.Net;
using System.Net.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

/// <summary>How channels and relays leave it to a peer to close first, and to which end.</summary>
public abstract class BehindPeerSpec : RelaySpecBase
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    private EventLoop Loop => Transport.Loops[0];

    [Fact]
    public async Task AChannelIsClosedForItsOwnerAndItsSocketBehindThePeersFin()
    {
        var (channel, peer) = await ConnectAsync(Loop);
        var reading = On(Loop, () => channel.ReadAsync(new byte[1]));
        await On(Loop, () => channel.CloseBehindPeer(Most));
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => reading));
        Assert.Equal(TransportError.Aborted, await ErrorOf(() => On(Loop, () => channel.WriteAsync(new byte[1]))));
        await peer.SendAllAsync(new byte[1024 * 1024]); // nobody reads it, and it holds nobody up
        await AssertOpenAsync(peer);

        peer.Shutdown(SocketShutdown.Send);

        await peer.AssertEndsAsync();
        await AssertGoneAsync();
    }

    [Fact]
    public async Task APeerThatDoesNotCloseIsWaitedForNoLongerThanItMayTake()
    {
        var (channel, peer) = await ConnectAsync(Loop);
        await On(Loop, () => channel.CloseBehindPeer(Most));
        await PassAsync(Most - TimeSpan.FromMilliseconds(1));
        await AssertOpenAsync(peer);

        await PassAsync(TimeSpan.FromMilliseconds(201));

        await peer.AssertEndsAsync();
        await AssertGoneAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APeerThatHasClosedOrBrokenTheConnectionIsNotWaitedFor(bool reset)
    {
        var (channel, peer) = await ConnectAsync(Loop);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await On(Loop, () => channel.PeerClosed = gone.SetResult);
        await RoundTripsAsync();
        if (reset)
            peer.Reset();
        else
            peer.Shutdown(SocketShutdown.Send);
        await gone.Task.WaitAsync(Wait.Guard);
        await On(Loop, () => channel.CloseBehindPeer(Most));

        await AssertGoneAsync();
    }

    [Fact]
    public async Task WhereSocketsAreScarceNoneIsKeptForThat()
    {
        var (channel, peer) = await ConnectAsync(Loop);
        Loop.Sockets.Capacity = Loop.Sockets.Open;
        await On(Loop, () => channel.CloseBehindPeer(Most));

        await peer.AssertEndsAsync();
        await AssertGoneAsync();
    }

    [Fact]
    public async Task APeerThatBreaksTheConnectionMeanwhileEndsIt()
    {
        var (channel, peer) = await ConnectAsync(Loop);
        await On(Loop, () => channel.CloseBehindPeer(Most));
        await AssertOpenAsync(peer);
        peer.Reset();

        await AssertGoneAsync();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task WithoutTimeOrBehindOurFinItIsClosedAtOnce(int seconds, bool fin)
    {
        var (channel, peer) = await ConnectAsync(Loop);
        await On(Loop, () =>
        {
            if (fin)
                channel.ShutdownSend();
            channel.CloseBehindPeer(TimeSpan.FromSeconds(seconds));
        });

        await peer.AssertEndsAsync();
        await AssertGoneAsync();
    }

    [Fact]
    public async Task TheEndOfTheLoopClosesIt()
    {
        using var listener = Peer.NewListener();
        Socket peer;
        using (var transport = Create(new TransportOptions(1, 4096), Time, Faults.Enqueue))
        {
            var loop = transport.Loops[0];
            await On(loop, async () =>
            {
                var channel = transport.CreateChannel(loop, NoKeepAlive);
                await channel.ConnectAsync((IPEndPoint)listener.LocalEndPoint!);
                channel.CloseBehindPeer(Most);
            });
            peer = Owned(await listener.AcceptAsync().WaitAsync(Wait.Guard));
            Assert.False(peer.Poll(0, SelectMode.SelectRead));
        }

        await peer.AssertEndsAsync();
    }

    [Theory]
    [InlineData(RelaySide.Downstream, false)]
    [InlineData(RelaySide.Upstream, false)]
    [InlineData(RelaySide.Upstream, true)]
    public async Task ARelayIsOverAndOneOfItsSocketsIsClosedBehindThePeersFin(RelaySide last, bool late)
    {
        var rig = await CarryingAsync();
        var calls = 0;
        await rig.Call(relay =>
        {
            calls = rig.Calls;
            relay.CloseBehindPeer(last, Most);
            relay.Close(abort: true);
        });
        await Plain(rig, Other(last)).AssertEndsAsync();
        await Plain(rig, last).SendAllAsync("late"u8.ToArray());
        await AssertOpenAsync(Plain(rig, last));

        if (late)
            await PassAsync(Most + TimeSpan.FromMilliseconds(200));
        else
            Plain(rig, last).Shutdown(SocketShutdown.Send);

        await Plain(rig, last).AssertEndsAsync();
        await AssertGoneAsync();
        Assert.Equal((calls, 0), (rig.Calls, rig.Told.Count));
    }

    [Fact]
    public async Task ARelayWhosePeerHasEndedIsClosedAtOnce()
    {
        var rig = await CarryingAsync();
        rig.OnEnd = (_, _) => rig.Relay.CloseBehindPeer(RelaySide.Upstream, Most);
        rig.Upstream.Shutdown(SocketShutdown.Send);

        await rig.Upstream.AssertEndsAsync();
        await rig.Downstream.AssertEndsAsync();
        await AssertGoneAsync();
    }

    [Fact]
    public async Task ARelayTellsOnceThatAllIsSent()
    {
        var rig = await CarryingAsync();
        await rig.Call(relay => relay.TellSent(RelaySide.Upstream));
        await Wait.Until(() => rig.Sent.Count == 1, "it is told that nothing is pending");
        var sending = rig.Downstream.SendAllAsync(Bytes(1, 16 * 1024 * 1024));
        await StillAsync(rig, RelaySide.Downstream);
        await rig.Call(relay =>
        {
            relay.Discard(RelaySide.Downstream);
            relay.TellSent(RelaySide.Upstream);
        });
        await sending;
        await RoundTripsAsync();
        Assert.Single(rig.Sent);

        var reading = rig.Upstream.ReceiveToEndAsync();
        await Wait.Until(() => rig.Sent.Count == 2, "all is sent");

        Assert.Equal(0, await rig.Ask(relay => relay.Pending(RelaySide.Upstream)));
        await rig.Call(relay => relay.Close(abort: false));
        await reading;
        Assert.Equal([RelaySide.Upstream, RelaySide.Upstream], rig.Sent);
    }

    [Fact]
    public async Task ASideThatFailsHasNothingPending()
    {
        var rig = await CarryingAsync();
        var sending = rig.Downstream.SendAllAsync(Bytes(1, 16 * 1024 * 1024));
        await StillAsync(rig, RelaySide.Downstream);
        await rig.Call(relay => relay.TellSent(RelaySide.Upstream));
        rig.Upstream.Reset();

        await Wait.Until(() => rig.Sent.Count == 1, "it is told");
        await sending;
    }

    /// <summary>A relay that has carried some bytes: where there is a ring, it is in that.</summary>
    private async Task<RelayRig> CarryingAsync()
    {
        var rig = await StartedAsync();
        for (var round = 0; round < 8; round++)
        {
            await rig.Downstream.SendAllAsync("up"u8.ToArray());
            await rig.Upstream.ReceiveExactlyAsync(2);
            await rig.Upstream.SendAllAsync("down"u8.ToArray());
            await rig.Downstream.ReceiveExactlyAsync(4);
        }
        return rig;
    }

    private async Task AssertOpenAsync(Socket peer)
    {
        await RoundTripsAsync();
        Assert.False(peer.Poll(0, SelectMode.SelectRead));
        Assert.Equal(1, Sockets.Open);
    }

    private Task AssertGoneAsync() => Wait.Until(() => Sockets.Open == 0, "its socket is closed");
}
