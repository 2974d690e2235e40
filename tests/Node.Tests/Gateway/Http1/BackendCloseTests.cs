using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>Who closes a connection to a backend first that takes no other request (RFC 9112 section 9.6).</summary>
public sealed class BackendCloseTests
{
    public static TheoryData<string, TransportKind> Lasts => new()
    {
        { Answers.LastOk, TransportKind.Auto },
        { Answers.LastOk, TransportKind.Sockets },
        { "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", TransportKind.Auto },
    };

    [Theory]
    [MemberData(nameof(Lasts))]
    public async Task A_backend_that_says_that_it_closes_does_so_before_us(string answer, TransportKind transport)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMinutes(1), transport);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
        await proxy.Log.FirstAsync<ServedRequest>(); // it is not waited for
        Assert.Equal((false, 1), (upstream.HasEnded, proxy.Node.Context.Sockets.Backends));

        await AssertBackendIsFirstAsync(proxy, upstream);
    }

    [Fact]
    public async Task A_backend_that_declines_an_upgrade_and_says_that_it_closes_does_so_before_us()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMinutes(1));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 404 N\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
        Assert.Equal(404, (await client.ReadHeadAsync()).Status);
        Assert.Equal("no", await client.ReadTextAsync(2));
        await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.False(upstream.HasEnded);

        await AssertBackendIsFirstAsync(proxy, upstream);
    }

    [Fact]
    public async Task A_backend_that_does_not_close_is_waited_for_no_longer_than_that_may_take()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMilliseconds(100));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.LastOk);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);

        Assert.False((await upstream.ReadToEndAsync()).Reset);
    }

    private static async Task AssertBackendIsFirstAsync(GatewayProxy proxy, Peer upstream)
    {
        upstream.Finish();
        Assert.False((await upstream.ReadToEndAsync()).Reset);
        await Wait.UntilAsync(() => proxy.Node.Context.Sockets.Backends == 0, "its socket is closed");
    }

    private static Task<GatewayProxy> StartAsync(
        ScriptedBackend backend, TimeSpan fin, TransportKind transport = TransportKind.Auto) =>
        GatewayProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport) with
        {
            Tunnel = new TunnelOptions { FinTimeout = fin },
        });
}
