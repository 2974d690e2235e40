using System.Net.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests;

public abstract class RelaySpecBase : TransportSpec
{
    private readonly List<RelayRig> _rigs = [];

    public override void Dispose()
    {
        foreach (var rig in _rigs.Where(rig => rig.Relay is not null))
            rig.Call(relay => relay.Close(abort: true)).Wait();
        base.Dispose();
        Assert.All(_rigs, rig => Assert.Empty(rig.Violations));
        GC.SuppressFinalize(this);
    }

    protected static RelaySide Other(RelaySide side) => side == RelaySide.Downstream ? RelaySide.Upstream : RelaySide.Downstream;

    protected static Socket Plain(RelayRig rig, RelaySide side) => side == RelaySide.Downstream ? rig.Downstream : rig.Upstream;

    protected static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Waits until nothing arrives from this side any more, and says how much did.</summary>
    protected static async Task<long> StillAsync(RelayRig rig, RelaySide from)
    {
        await Wait.Until(() => rig.Ask(relay => relay.Pending(Other(from))).Result > 0, "the relay is held up");
        return await Wait.UntilStill(() => rig.Ask(relay => relay.BytesFrom(from)).Result);
    }

    /// <summary>Two channels on one loop, not yet joined. Their peers have small receive buffers, so they are full soon.</summary>
    protected async Task<(RelayRig Rig, Channel Client, Channel Upstream)> ChannelsAsync(ChannelOptions? options = null)
    {
        var (client, clientPeer) = await AcceptAsync(options, peerReceiveBuffer: 32 * 1024);
        var (upstream, upstreamPeer) = await ConnectAsync(client.Loop, options, peerReceiveBuffer: 32 * 1024);
        var rig = new RelayRig { Downstream = clientPeer, Upstream = upstreamPeer };
        _rigs.Add(rig);
        return (rig, client, upstream);
    }

    protected virtual Relay CreateRelay(Channel downstream, Channel upstream, IRelayHandler handler) =>
        Transport.CreateRelay(downstream, upstream, handler);

    protected async Task<RelayRig> JoinedAsync(ChannelOptions? options = null)
    {
        var (rig, client, upstream) = await ChannelsAsync(options);
        rig.Relay = await On(client.Loop, () => CreateRelay(client, upstream, rig));
        return rig;
    }

    protected async Task<RelayRig> StartedAsync(ChannelOptions? options = null)
    {
        var rig = await JoinedAsync(options);
        await rig.Call(relay => relay.Start());
        return rig;
    }
}
