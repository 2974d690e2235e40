using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>What a backend of HTTP/2 sees on the wire.</summary>
public sealed class StreamFrameTests : IDisposable
{
    private const byte NoError = 0, RefusedStream = 7, Cancel = 8, Http11Required = 13;

    private readonly ScriptedBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact] // RFC 8441 section 5
    public async Task A_FIN_is_END_STREAM_and_the_other_direction_goes_on()
    {
        await using var tunnels = await StreamTunnels.StartAsync(_ => _backend.Url);
        var (client, backend, stream) = await OpenAsync(tunnels);

        await client.FinishTlsAsync();

        Assert.Equal((RawHttp2Backend.Data, RawHttp2Backend.EndStream, stream, ""), await backend.NextAsync());
        await backend.EndAsync(stream);
        var end = (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End;
        Assert.Equal((TerminationReason.ClientLost, false), (end.Reason, end.Cut));
        client.Dispose();
        backend.Dispose();
    }

    [Fact] // RFC 8441 section 5: CANCEL
    public async Task A_RST_is_a_reset()
    {
        await using var tunnels = await StreamTunnels.StartAsync(_ => _backend.Url);
        var (client, backend, _) = await OpenAsync(tunnels);

        client.Reset();

        var (type, _, payload) = await NextAsync(backend);
        if (type == RawHttp2Backend.Data) // what a socket has before it: FIN
            (type, _, payload) = await NextAsync(backend);
        Assert.Equal((RawHttp2Backend.Reset, $"\0\0\0{(char)Cancel}"), (type, payload));
        Assert.Equal(TerminationReason.ClientLost, (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        backend.Dispose();
    }

    [Fact] // RFC 9113 section 8.7
    public async Task A_request_that_was_refused_unprocessed_is_sent_again_as_it_was()
    {
        await using var tunnels = await StreamTunnels.StartAsync(_ => _backend.Url);
        var connecting = tunnels.ConnectAsync();
        using var backend = await RawHttp2Backend.AcceptAsync(_backend);
        Assert.Equal(1, await backend.AskedAsync());

        await backend.ResetAsync(1, RefusedStream);

        var (type, stream, payload) = await NextAsync(backend);
        while (type == RawHttp2Backend.Reset) // an answer to it
            (type, stream, payload) = await NextAsync(backend);
        Assert.Equal((RawHttp2Backend.Headers, 3), (type, stream));
        Assert.Contains(":protocol", payload, StringComparison.Ordinal);
        await backend.AnswerAsync(3);
        using var client = await connecting;
        await client.SendTextAsync("hello");
        Assert.Equal(3, (await NextAsync(backend)).Stream);
    }

    [Fact] // RFC 9113 section 7
    public async Task A_backend_that_wants_HTTP_1_1_for_it_is_asked_so()
    {
        await using var tunnels = await StreamTunnels.StartAsync(_ => _backend.Url);
        var connecting = tunnels.ConnectAsync();
        using var backend = await RawHttp2Backend.AcceptAsync(_backend);
        await backend.ResetAsync(await backend.AskedAsync(), Http11Required);

        var (upstream, request) = await _backend.AcceptRequestAsync();

        Assert.Equal("GET / HTTP/1.1", request.StartLine);
        await upstream.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {AcceptKey.Compute(request["Sec-WebSocket-Key"].Single())}\r\n\r\n");
        using var client = await connecting;
        upstream.Dispose();
    }

    [Theory] // RFC 9113 section 5.1: a frame on a stream that was reset long ago ends the connection at Kestrel
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_the_backend_has_ended_and_reset_gets_nothing_more(bool isWebSocket)
    {
        await using var tunnels = await StreamTunnels.StartAsync(
            _ => _backend.Url, pool: pool => pool with { HttpVersion = BackendHttpVersion.Http2 });
        using var client = await AskAsync(tunnels, isWebSocket
            ? Handshakes.Request()
            : "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n");
        using var backend = await RawHttp2Backend.AcceptAsync(_backend);
        Assert.Equal(1, (await NextAsync(backend)).Stream);
        if (!isWebSocket)
            Assert.Equal("o", (await NextAsync(backend)).Payload);

        await backend.AnswerAsync(1);
        Assert.Equal(isWebSocket ? 101 : 200, (await client.ReadHeadAsync()).Status);
        await backend.EndAsync(1);
        await backend.ResetAsync(1, NoError);
        if (isWebSocket)
        {
            Assert.True((await client.ReadFrameAsync()).IsClose);
            await client.SendAsync(Frame.CloseFromClient(1014));
            await client.FinishTlsAsync();
            await tunnels.Proxy.Log.FirstAsync<ClosedEvent>();
        }
        else
        {
            Assert.Equal("0\r\n\r\n", await client.ReadTextAsync(5));
            await client.SendAsync("0\r\n\r\n");
            await tunnels.Proxy.Log.FirstAsync<ServedRequest>();
        }

        using var next = await AskAsync(tunnels, isWebSocket ? Handshakes.Request() : Requests.Get());
        var (type, stream, _) = await NextAsync(backend);
        Assert.Equal((RawHttp2Backend.Headers, 3), (type, stream));
    }

    private static async Task<Peer> AskAsync(StreamTunnels tunnels, string request)
    {
        var client = await Peer.ConnectTlsAsync(tunnels.Proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost");
        await client.SendAsync(request);
        return client;
    }

    private async Task<(Peer Client, RawHttp2Backend Backend, int Stream)> OpenAsync(StreamTunnels tunnels)
    {
        var client = await tunnels.AskAsync();
        var backend = await RawHttp2Backend.AcceptAsync(_backend);
        var stream = await backend.AskedAsync();
        await backend.AnswerAsync(stream);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return (client, backend, stream);
    }

    private static async Task<(byte Type, int Stream, string Payload)> NextAsync(RawHttp2Backend backend)
    {
        var (type, _, stream, payload) = await backend.NextAsync();
        return (type, stream, payload);
    }
}
