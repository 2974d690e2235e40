using ActorProxy.Transport.Epoll;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests.Uring;

/// <summary>When a relay is in the ring, and that nothing is lost on the way in and out.</summary>
public sealed class UringMembershipTests : RelaySpecBase
{
    private const int CalmReads = 4;

    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new EpollTransport(options with { CalmReads = EpollTransport.SupportsUring ? CalmReads : null }, time, onFault);

    [UringFact]
    public async Task A_relay_of_small_reads_moves_in_and_large_ones_move_it_out()
    {
        var rig = await StartedAsync();
        for (var i = 0; i < CalmReads; i++)
        {
            Assert.False(await InRingAsync(rig));
            await PassAsync(rig, RelaySide.Downstream, Bytes(i, 100));
        }
        Assert.True(await InRingAsync(rig));
        await PassAsync(rig, RelaySide.Downstream, Bytes(50, 100));
        await PassAsync(rig, RelaySide.Upstream, Bytes(51, 4095));
        Assert.True(await InRingAsync(rig));

        await PassAsync(rig, RelaySide.Downstream, Bytes(52, 50_000));
        await Wait.Until(() => !InRingAsync(rig).Result, "the relay leaves the ring");
        for (var i = 0; i < CalmReads; i++)
            await PassAsync(rig, RelaySide.Upstream, Bytes(i, 10));
        await Wait.Until(() => InRingAsync(rig).Result, "the relay is in the ring again");
    }

    [UringFact]
    public async Task A_full_socket_moves_it_out_and_memory_is_bounded()
    {
        var rig = await InRingRelayAsync();
        var bytes = Bytes(7, 16 * 1024 * 1024);
        var sending = Task.Run(async () =>
        {
            for (var sent = 0; sent < bytes.Length; sent += 1000)
                await rig.Downstream.SendAllAsync(bytes.AsMemory(sent, Math.Min(1000, bytes.Length - sent)));
        });
        await StillAsync(rig, RelaySide.Downstream);
        Assert.False(await InRingAsync(rig));
        // What the ring had received when the socket filled up: at most 32 of its buffers of 4 KiB, beside epoll's one.
        Assert.InRange(await rig.Ask(relay => relay.Pending(RelaySide.Upstream)), 1, 3 * 64 * 1024);
        var received = await rig.Upstream.ReceiveExactlyAsync(bytes.Length);
        await sending;
        Assert.True(bytes.AsSpan().SequenceEqual(received));
    }

    [UringFact]
    public async Task Closing_it_in_the_ring_closes_both_sockets_and_sends_what_was_taken()
    {
        var rig = await InRingRelayAsync();
        rig.OnBytes = (_, bytes) =>
        {
            rig.Loop.Post(() => rig.Relay.Close(abort: false));
            return bytes.Length;
        };
        await rig.Downstream.SendAllAsync("last words"u8.ToArray());
        Assert.Equal("last words"u8.ToArray(), await rig.Upstream.ReceiveToEndAsync());
        await rig.Downstream.AssertEndsAsync();
    }

    [UringFact]
    public async Task Many_relays_in_one_ring_keep_their_bytes_apart()
    {
        const int Relays = 60, Rounds = 40;
        var rigs = new List<RelayRig>();
        for (var i = 0; i < Relays; i++)
            rigs.Add(await StartedAsync());
        await Task.WhenAll(rigs.Select((rig, i) => Task.Run(async () =>
        {
            var random = new Random(i);
            for (var round = 0; round < Rounds; round++)
            {
                // Mostly small; some leave the ring, and the next ones lead back.
                var size = random.Next(8) == 0 ? random.Next(200_000) + 1 : random.Next(4_000) + 1;
                await PassAsync(rig, (RelaySide)random.Next(2), Bytes(i * 1000 + round, size));
            }
        })));
    }

    /// <summary>
    /// A side that leaves the ring in a turn in which bytes for it were queued there, and more were kept behind them, is told by epoll in
    /// the same turn that it has room: if other sockets have it looked at.
    /// </summary>
    [UringFact]
    public async Task Relays_that_come_and_go_beside_others_keep_the_order_of_their_bytes()
    {
        const int Relays = 16, Length = 1024 * 1024;
        var rigs = new List<RelayRig>();
        for (var i = 0; i < Relays; i++)
            rigs.Add(await StartedAsync());
        var directions = rigs.SelectMany((rig, i) => new[] { RelaySide.Downstream, RelaySide.Upstream }.Select(from => (rig, i, from)));
        await Task.WhenAll(directions.Select(direction => Task.Run(async () =>
        {
            var (rig, i, from) = direction;
            var bytes = Bytes(i, Length);
            var receiving = Plain(rig, Other(from)).ReceiveExactlyAsync(Length);
            var random = new Random(i);
            for (var sent = 0; sent < Length;)
            {
                var size = Math.Min(Length - sent, random.Next(6) == 0 ? random.Next(4_096, 9_000) : random.Next(1, 2_000));
                await Plain(rig, from).SendAllAsync(bytes.AsMemory(sent, size));
                sent += size;
            }
            var received = await receiving;
            Assert.True(bytes.AsSpan().SequenceEqual(received), $"the bytes of relay {i} from {from}");
        })));
    }

    private static async Task PassAsync(RelayRig rig, RelaySide from, byte[] bytes)
    {
        var receiving = Plain(rig, Other(from)).ReceiveExactlyAsync(bytes.Length);
        await Plain(rig, from).SendAllAsync(bytes);
        Assert.Equal(bytes, await receiving);
    }

    private static Task<bool> InRingAsync(RelayRig rig) => rig.Ask(relay => ((EpollRelay)relay).InRing);

    private async Task<RelayRig> InRingRelayAsync()
    {
        var rig = await StartedAsync();
        for (var i = 0; i < CalmReads; i++)
            await PassAsync(rig, RelaySide.Downstream, Bytes(i, 100));
        Assert.True(await InRingAsync(rig));
        return rig;
    }
}
