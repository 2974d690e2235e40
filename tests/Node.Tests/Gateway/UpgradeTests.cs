using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>An upgrade on a connection that has served plain requests is the same as one that came first.</summary>
public abstract class UpgradeTests(TransportKind transport)
{
    [Fact]
    public async Task A_second_request_becomes_a_tunnel()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectServedAsync(backend);

        await client.SendAsync(Handshakes.Request("/chat", fields: "Sec-WebSocket-Protocol: chat"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Response("Sec-WebSocket-Protocol: chat"));

        Assert.Equal(["dGhlIHNhbXBsZSBub25jZQ=="], request["Sec-WebSocket-Key"]);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await EchoAsync(client, upstream);
        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Equal(("/chat", "chat", 1), (opened.Path, opened.Subprotocol, opened.Attempt));
        Assert.Equal((await proxy.Log.FirstAsync<ServedRequest>()).Id, opened.Id);
        client.Dispose();
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        upstream.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task An_upgrade_and_frames_that_are_pipelined_behind_a_request_wait_for_its_response_and_are_not_lost()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(
            (byte[])[.. Latin1(Requests.Get("/first")), .. Latin1(Handshakes.Request("/chat")), .. Frame.FromClient("early")]);
        var (first, _) = await backend.AcceptRequestAsync();
        await first.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");

        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("first", await client.ReadTextAsync(5));
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal("early", (await upstream.ReadFrameAsync()).Text);
        await EchoAsync(client, upstream);
    }

    [Theory] // RFC 6455 sections 4.2.1 and 4.4
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", 426)]
    [InlineData("Connection: Upgrade", "Connection: close", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ=", 400)]
    [InlineData("GET", "POST", 400)]
    public async Task A_bad_upgrade_is_refused_as_strictly(string right, string wrong, int status)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectServedAsync(backend);

        await client.SendAsync(Handshakes.Request("/chat").Replace(right, wrong));

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
        client.Finish();
        Assert.False((await client.ReadToEndAsync()).Reset);
        Assert.Equal(status, (await proxy.Log.FirstAsync<RefusedRequest>()).Status);
        Assert.False(backend.HasConnection);
    }

    [Fact]
    public async Task A_refused_backend_is_a_502()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectServedAsync(backend);
        backend.Dispose();

        await client.SendAsync(Handshakes.Request("/chat"));

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendRefused, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    private static async Task EchoAsync(Peer client, Peer upstream)
    {
        await client.SendAsync(Frame.FromClient("ping"));
        Assert.Equal("ping", (await upstream.ReadFrameAsync()).Text);
        await upstream.SendAsync(Frame.FromBackend("pong"));
        Assert.Equal("pong", (await client.ReadFrameAsync()).Text);
    }

    private static byte[] Latin1(string text) => System.Text.Encoding.Latin1.GetBytes(text);

    private Task<GatewayProxy> StartAsync(ScriptedBackend backend) =>
        GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport: transport);

    public sealed class OnEpoll() : UpgradeTests(TransportKind.Auto);

    public sealed class OnSockets() : UpgradeTests(TransportKind.Sockets);
}
