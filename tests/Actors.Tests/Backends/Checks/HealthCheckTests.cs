using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Operator;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Tests.Backends.Checks;

/// <summary>A node asks its backends how they are, and sends nobody to those that are down.</summary>
public sealed class HealthCheckTests
{
    private static readonly HealthCheck Once = new() { Fall = 1, Rise = 1 };

    [Fact]
    public async Task A_backend_that_cannot_be_connected_is_down_before_any_client_tries_it()
    {
        using var dead = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(Once, dead.Url, backend.Url);
        await UntilAsync(proxy, () => StatusOf(proxy, 0).IsDown && StatusOf(proxy, 1).Latency is not null);

        Assert.Contains("refused", StatusOf(proxy, 0).Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["down", "up"], (await proxy.CommandAsync("backends list")).Values<string>("state"));
        while (backend.HasConnection)
            (await backend.AcceptAsync()).Dispose(); // of checks
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        await (await backend.AcceptRequestAsync()).Peer.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Empty(proxy.Log.All.OfType<FailedAttempt>());
    }

    [Fact]
    public async Task One_that_is_down_and_used_since_there_is_no_other_is_told_so()
    {
        using var dead = new ClosedPort();
        await using var proxy = await StartAsync(Once, dead.Url);
        await UntilAsync(proxy, () => StatusOf(proxy, 0).IsDown);

        Assert.Equal(["down, used"], (await proxy.CommandAsync("backends list")).Values<string>("state"));
        Assert.Contains(await proxy.CommandAsync("routes test", ("host", "a"), ("path", "/")),
            line => line.Text?.Contains("used all the same: too few are left") == true);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", null)]
    [InlineData("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", null)]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "it answered 404")]
    [InlineData("SSH-2.0-x\r\n\r\n", "no HTTP/1")]
    [InlineData("", "before its response head was complete")]
    public async Task An_answer_to_a_GET_is_judged_by_its_status(string answer, string? error)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(
            Once with { Kind = HealthCheckKind.Http, Path = "/health?deep=1", Host = "h.example" }, backend.Url);

        var (upstream, head) = await AskedAsync(proxy, backend);
        Assert.Equal(("GET /health?deep=1 HTTP/1.1", "h.example"), (head.StartLine, head["Host"].Single()));
        await upstream.SendAsync(answer);
        upstream.Finish();

        await AssertAsync(proxy, error);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_in_time_is_down()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(Once with { Kind = HealthCheckKind.Http }, backend.Url);
        using var silent = (await AskedAsync(proxy, backend)).Peer;

        await UntilAsync(proxy, () => StatusOf(proxy, 0).IsDown);
        Assert.Contains("in time", StatusOf(proxy, 0).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", true, null)]
    [InlineData(null, true, "did not choose the subprotocol chat")]
    [InlineData("chat", false, "without a Pong")]
    public async Task A_websocket_is_opened_pinged_and_closed(string? chosen, bool pongs, string? error)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(
            Once with { Kind = HealthCheckKind.WebSocket, Path = "/chat", Subprotocol = "chat" }, backend.Url);
        var (upstream, head) = await AskedAsync(proxy, backend);
        Assert.Equal(("GET /chat HTTP/1.1", "chat"), (head.StartLine, head["Sec-WebSocket-Protocol"].Single()));

        await upstream.SendAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {AcceptKey.Compute(head["Sec-WebSocket-Key"].Single())}\r\n"
            + $"{(chosen is null ? "" : $"Sec-WebSocket-Protocol: {chosen}\r\n")}\r\n");
        if (chosen is not null)
        {
            var (ping, close) = (await upstream.ReadFrameAsync(), await upstream.ReadFrameAsync());
            Assert.Equal((9, true, 8, 1000), (ping.Opcode, ping.Masked, close.Opcode, close.CloseCode));
            if (pongs)
                await upstream.SendAsync(Frame.Bytes(10, ping.Payload, masked: false));
            await upstream.SendAsync(Frame.CloseFromBackend(1000));
        }

        await AssertAsync(proxy, error);
    }

    [Fact]
    public async Task One_that_is_up_again_gets_clients()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(new HealthCheck { Kind = HealthCheckKind.Http, Fall = 2, Rise = 2 }, backend.Url);
        foreach (var (status, isDown) in new[] { (200, false), (500, false), (500, true), (200, true), (200, false) })
        {
            var (upstream, _) = await AskedAsync(proxy, backend);
            await upstream.SendAsync($"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
            await UntilAsync(proxy, () => StatusOf(proxy, 0).Error is null == (status == 200) && StatusOf(proxy, 0).IsDown == isDown);
        }
    }

    [Fact]
    public async Task Pools_that_ask_an_address_the_same_have_one_answer()
    {
        using var dead = new ClosedPort();
        var pool = TestRoutes.Pool(dead.Url) with { HealthCheck = Once };
        await using var proxy = await StartAsync(Once, dead.Url);
        var pools = proxy.Node.Context.Pools;

        var other = pools.Of(pool with { Name = "other" });
        var another = pools.Of(pool with { Name = "another", HealthCheck = Once with { Fall = 9 } });

        Assert.Same(proxy.Load.Members[0].Check, other.Members[0].Check);
        Assert.NotSame(proxy.Load.Members[0].Check, another.Members[0].Check);
    }

    private static Task<TestProxy> StartAsync(HealthCheck check, params string[] backends) =>
        TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backends) with { HealthCheck = check })));

    private static CheckStatus StatusOf(TestProxy proxy, int backend) => proxy.Load.Members[backend].Check!.Status;

    private static async Task AssertAsync(TestProxy proxy, string? error)
    {
        await UntilAsync(proxy, () => error is null ? StatusOf(proxy, 0).Latency is not null : StatusOf(proxy, 0).IsDown);
        if (error is not null)
            Assert.Contains(error, StatusOf(proxy, 0).Error, StringComparison.Ordinal);
    }

    /// <summary>Moves the clock on until the node asks.</summary>
    private static async Task<(Peer Peer, HttpHead Request)> AskedAsync(TestProxy proxy, ScriptedBackend backend)
    {
        await UntilAsync(proxy, () => backend.HasConnection);
        return await backend.AcceptRequestAsync();
    }

    private static Task UntilAsync(TestProxy proxy, Func<bool> happened) => Wait.UntilAsync(async () =>
    {
        if (happened())
            return true;
        await proxy.PassAsync(TimeSpan.FromMilliseconds(100));
        return happened();
    }, "what a health check says");
}
