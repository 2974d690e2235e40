using System.Globalization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Taps;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Taps on WebSockets that are streams of HTTP/2.</summary>
public abstract class WebSocketTapTests(TransportKind transport)
{
    private const int Count = 500;

    [Fact]
    public async Task Messages_both_ways_are_shown_in_order()
    {
        await using var rig = await WebSocketRig.StartAsync(transport, options => options with { Tap = new TapOptions { Payload = true } });
        var (client, upstream, _) = await rig.OpenAsync();
        var id = (await rig.Proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id;
        var tap = await TapWatcher.StartAsync(rig.Proxy.Gateway.Node, id);
        for (var i = 0; i < Count; i++)
        {
            var text = i.ToString(CultureInfo.InvariantCulture);
            await client.SendTextAsync(text);
            Assert.Equal(text, (await upstream.ReadFrameAsync()).Text);
            await upstream.SendAsync(Frame.FromBackend(text));
            Assert.Equal(text, await client.ReadTextAsync());
        }

        var items = await tap.AtLeastAsync(2 * Count);
        Assert.Equal(
            Enumerable.Range(0, 2 * Count).Select(i => (i + 1L, i % 2 == 0 ? TapDirection.FromClient : TapDirection.FromBackend,
                (i / 2).ToString(CultureInfo.InvariantCulture))),
            items.Select(item => (item.Number, item.Direction, item.Text!)));
        upstream.Dispose();
        client.Dispose();
        Assert.Equal(TapEndReason.ConnectionEnded, (await tap.FirstAsync<TapEnded>()).Reason);
    }

    public sealed class OnEpoll() : WebSocketTapTests(TransportKind.Auto);

    public sealed class OnSockets() : WebSocketTapTests(TransportKind.Sockets);
}
