using System.Net.WebSockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>WebSockets on streams of HTTP/2 (RFC 8441) are tunnels like any other.</summary>
public abstract class WebSocketTests(TransportKind transport)
{
    [Fact]
    public async Task A_stream_becomes_a_tunnel_with_an_id_and_events_of_its_own()
    {
        await using var rig = await WebSocketRig.StartAsync(transport);
        var (client, upstream, request) = await rig.OpenAsync(["Sec-WebSocket-Protocol: chat"], "chat", "news");

        Assert.Equal("GET /chat?a HTTP/1.1", request.StartLine);
        Assert.Equal(["localhost"], request["Host"]);
        Assert.Equal(["websocket"], request["Upgrade"]);
        Assert.Equal(["13"], request["Sec-WebSocket-Version"]);
        Assert.Equal(["https"], request["X-Forwarded-Proto"]);
        Assert.Equal("chat", client.SubProtocol);
        await client.SendTextAsync("ping");
        Assert.Equal("ping", (await upstream.ReadFrameAsync()).Text);
        await upstream.SendAsync(Frame.FromBackend("pong"));
        Assert.Equal("pong", await client.ReadTextAsync());

        var opened = (await rig.Proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Equal(("localhost", "/chat", "chat", "h2"), (opened.Host, opened.Path, opened.Subprotocol, opened.Tls?.ApplicationProtocol));
        var open = Assert.Single((await rig.Proxy.Gateway.ListAsync()).Connections);
        Assert.Equal((opened.Id, 1L, 1L), (open.Info.Id, open.Traffic.MessagesFromClient, open.Traffic.MessagesFromBackend));
        upstream.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task Many_tunnels_and_requests_share_a_connection_and_end_alone()
    {
        const int Count = 20;
        using var backend = new WebSocketBackend();
        await using var rig = await WebSocketRig.StartAsync(transport, url: backend.Url);
        var first = await rig.ConnectAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => rig.ConnectAsync()));
        await Task.WhenAll(clients.Select(async (client, i) =>
        {
            var text = new string((char)('a' + i), 10_000 * i + 1);
            await client.SendTextAsync(text);
            Assert.Equal(text, await client.ReadTextAsync());
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", WebSocketRig.Limit());
        }));

        var closed = await rig.Proxy.Log.AtLeastAsync<ClosedEvent>(Count);
        Assert.All(closed, c => Assert.Equal((TerminationReason.Closed, 1000), (c.End.Reason, c.End.CloseCode)));
        Assert.Equal(Count, closed.Select(c => c.Connection.Id).Distinct().Count());
        Assert.Equal(1, rig.Proxy.Connections);
        await first.SendTextAsync("still");
        Assert.Equal("still", await first.ReadTextAsync());
        first.Dispose();
    }

    public sealed class OnEpoll() : WebSocketTests(TransportKind.Auto);

    public sealed class OnSockets() : WebSocketTests(TransportKind.Sockets);
}
