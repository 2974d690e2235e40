using System.Net.WebSockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Backends that take no WebSockets by HTTP/2 are asked by HTTP/1.1 in the same attempt, and that is remembered.</summary>
public sealed class StreamFallbackTests
{
    [Theory]
    [InlineData(true)] // it chooses http/1.1 in the TLS handshake
    [InlineData(false)] // it does not know the preface
    public async Task One_that_speaks_HTTP_1_1_alone(bool tls)
    {
        await using var tunnels = await StreamTunnels.StartAsync(AcceptedWebSockets.EchoAsync, tls, HttpProtocols.Http1);
        using var first = await tunnels.ConnectAsync();
        Assert.Equal(2, tunnels.Backend.Connections);

        using var second = await tunnels.ConnectAsync(http2: true);

        Assert.Equal(3, tunnels.Backend.Connections);
        await AssertWorksAsync(tunnels, first, second);
    }

    [Fact]
    public async Task One_whose_TLS_knows_no_protocols()
    {
        WebSocketBackend? backend = null;
        await using var tunnels = await StreamTunnels.StartAsync(certificate => (backend = new WebSocketBackend(certificate)).Url);
        using var over = backend!;
        using var first = await tunnels.ConnectAsync();
        Assert.Equal(2, backend!.Connections);

        using var second = await tunnels.ConnectAsync();

        Assert.Equal(3, backend.Connections);
        await AssertWorksAsync(tunnels, first, second);
    }

    [Theory]
    [InlineData("000000040000000000")] // SETTINGS without it
    [InlineData("000006040000000000" + "000800000000")]
    [InlineData("000008070000000000" + "000000000000000D")] // GOAWAY
    public async Task One_that_speaks_HTTP_2_and_takes_no_WebSockets(string first)
    {
        using var backend = new ScriptedBackend();
        await using var tunnels = await StreamTunnels.StartAsync(_ => backend.Url);
        var connecting = tunnels.ConnectAsync();
        using (var http2 = await AcceptHttp2Async(backend))
        {
            await http2.SendAsync(Convert.FromHexString(first));
            await http2.ReadToEndAsync();
        }
        using var upstream = await AcceptAsync(backend);
        using var client = await connecting;

        connecting = tunnels.ConnectAsync();
        using var next = await AcceptAsync(backend);
        using var second = await connecting;

        await client.SendTextAsync("first");
        Assert.Equal("first", (await upstream.ReadFrameAsync()).Text);
        await second.SendTextAsync("second");
        Assert.Equal("second", (await next.ReadFrameAsync()).Text);
    }

    [Fact]
    public async Task One_that_ends_the_connection_without_a_word()
    {
        using var backend = new ScriptedBackend();
        await using var tunnels = await StreamTunnels.StartAsync(_ => backend.Url);
        var connecting = tunnels.ConnectAsync();
        using (var http2 = await AcceptHttp2Async(backend))
            http2.Finish();

        using var upstream = await AcceptAsync(backend);

        using var client = await connecting;
        await client.SendTextAsync("hello");
        Assert.Equal("hello", (await upstream.ReadFrameAsync()).Text);
    }

    [Fact]
    public async Task All_that_wait_meanwhile_go_on_by_HTTP_1_1()
    {
        const int Count = 40;
        await using var tunnels = await StreamTunnels.StartAsync(AcceptedWebSockets.EchoAsync, tls: true, HttpProtocols.Http1);

        var clients = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => tunnels.ConnectAsync()));

        Assert.InRange(tunnels.Backend.Connections, Count + 1, Count + 2); // a connection that fails fails the request it was made for
        foreach (var client in clients)
            client.Dispose();
    }

    private static async Task<Peer> AcceptHttp2Async(ScriptedBackend backend)
    {
        var peer = await backend.AcceptAsync();
        Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", await peer.ReadTextAsync(24));
        return peer;
    }

    private static async Task<Peer> AcceptAsync(ScriptedBackend backend)
    {
        var (peer, request) = await backend.AcceptRequestAsync();
        Assert.Equal("GET / HTTP/1.1", request.StartLine);
        await peer.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {AcceptKey.Compute(request["Sec-WebSocket-Key"].Single())}\r\n\r\n");
        return peer;
    }

    private static async Task AssertWorksAsync(StreamTunnels tunnels, params ClientWebSocket[] clients)
    {
        foreach (var client in clients)
        {
            await client.SendTextAsync("hello");
            Assert.Equal("hello", await client.ReadTextAsync());
        }
        Assert.All(await tunnels.Proxy.Log.AtLeastAsync<OpenedEvent>(clients.Length),
            opened => Assert.Equal((ProtocolVersion.Http11, 1), (opened.Connection.BackendVersion, opened.Connection.Attempt)));
        Assert.Empty(tunnels.Proxy.Log.All.OfType<FailedAttempt>());
    }
}
