using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Clients of HTTP/2 that say nothing, or let nothing be sent to them.</summary>
public sealed class StalledClientTests
{
    private const byte Data = 0, Headers = 1, Reset = 3;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    public static TheoryData<string, byte[]> Beginnings => new()
    {
        { "nothing", [] },
        { "half of the preface", Http2Peer.Magic[..10].ToArray() },
        { "the preface without its SETTINGS", Http2Peer.Magic.ToArray() },
        { "the preface with half of its SETTINGS", [.. Http2Peer.Magic, .. Http2Peer.Settings(0).AsSpan(0, 12)] },
    };

    [Theory] // RFC 9113 section 3.4
    [MemberData(nameof(Beginnings))]
    public async Task A_client_that_does_not_get_beyond_its_preface_is_ended_by_the_head_timeout(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Pool("ws://127.0.0.1:1"), change: o => o with { Handshake = o.Handshake with { HeadTimeout = Short } });
        using var client = await Http2Peer.ConnectAsync(proxy);
        await client.SendAsync(bytes);

        await client.ReadToEndAsync();

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.RequestTimeout, null), (refused.Reason, refused.Status));
        await proxy.Gateway.DrainedAsync();
    }

    [Fact]
    public async Task A_client_that_has_no_preface_of_HTTP2_is_told_so_by_the_server()
    {
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool("ws://127.0.0.1:1"));
        using var client = await Http2Peer.ConnectAsync(proxy);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

        await client.ReadToEndAsync();

        await proxy.Gateway.DrainedAsync();
    }

    [Fact]
    public async Task A_client_that_gives_no_window_for_what_the_server_has_whole_is_ended_though_it_pings()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await Http2Peer.ConnectAsync(proxy, window: 0);
        await client.GetAsync([1, 3, 5], "/other");
        for (var i = 0; i < 3; i++)
            await client.ReadAsync(Headers);
        Assert.All(await proxy.Log.AtLeastAsync<ServedRequest>(3), s => Assert.Equal(TerminationReason.NoRoute, s.Reason));

        using var over = new CancellationTokenSource();
        var pinging = PingAsync(client, over.Token);
        await proxy.Gateway.DrainedAsync();
        await over.CancelAsync();
        await pinging;
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task A_stream_that_is_given_no_window_is_reset_and_the_others_live_on(int length)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await Http2Peer.ConnectAsync(proxy, window: 0);
        await client.GetAsync(1, "/app/events");
        var (silent, _) = await backend.AcceptRequestAsync();
        await silent.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        Assert.Equal(1, (await client.ReadAsync(Headers)).Stream);
        await client.GetAsync(3, "/app/large");
        var (large, _) = await backend.AcceptRequestAsync();
        await large.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n" + new string('x', length));
        Assert.Equal(3, (await client.ReadAsync(Headers)).Stream);

        Assert.Equal(3, (await client.ReadAsync(Reset)).Stream);

        Assert.Equal((TerminationReason.WriteTimeout, "/app/large"),
            await proxy.Log.FirstAsync<ServedRequest>() is var served ? (served.Reason, served.Path) : default);
        await LeftAsync(proxy, "/app/events");
        silent.Dispose();
        large.Dispose();
    }

    [Fact]
    public async Task A_response_counts_until_its_last_byte_is_sent()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMinutes(1), perBackend: 1);
        using var client = await Http2Peer.ConnectAsync(proxy, window: 0);
        await client.GetAsync(1, "/app/small");
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);
        await client.ReadAsync(Headers);
        await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Single((await proxy.Gateway.ListAsync()).Connections);
        await client.GetAsync(3, "/app/second");
        Assert.Equal(TerminationReason.BackendLimit, (await proxy.Log.AtLeastAsync<ServedRequest>(2))[1].Reason);

        await client.SendAsync(Http2Peer.Settings(1000));
        Assert.Equal("ok"u8.ToArray(), (await client.ReadAsync(Data)).Payload);

        await Wait.UntilAsync(async () => (await proxy.Gateway.ListAsync()).Connections.IsEmpty, "the end of the response");
        await client.GetAsync(5, "/app/third");
        Assert.Equal("GET /app/third HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        upstream.Dispose();
    }

    [Fact]
    public async Task A_client_that_resets_what_it_gave_no_window_for_is_not_late()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await Http2Peer.ConnectAsync(proxy, window: 0);
        await client.GetAsync(1, "/other");
        await client.ReadAsync(Headers);
        await client.ResetAsync(1);
        await client.GetAsync(3, "/app/stream");
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        Assert.Equal(3, (await client.ReadAsync(Headers)).Stream);

        // By a stream that is late after it, it is seen that the first one was not.
        await client.GetAsync(5, "/app/late");
        var (late, _) = await backend.AcceptRequestAsync();
        await late.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + new string('x', 100_000));
        Assert.Equal(5, (await client.ReadAsync(Reset)).Stream);
        await LeftAsync(proxy, "/app/stream");
        upstream.Dispose();
        late.Dispose();
    }

    [Fact]
    public async Task What_a_connection_holds_counts_into_the_buffer_memory()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMinutes(10), buffers: 64 * 1024);
        using var client = await Http2Peer.ConnectAsync(proxy, window: 0);
        await client.GetAsync(Enumerable.Range(0, 60).Select(i => 2 * i + 1), "/other");

        await client.ReadToEndAsync();

        await proxy.Gateway.DrainedAsync();
    }

    /// <summary>A node that has a route for what is below /app only.</summary>
    private static Task<Http2Proxy> StartAsync(ScriptedBackend backend, TimeSpan? timeout = null, int buffers = 0, int perBackend = 0)
    {
        var addresses = TestRoutes.Pool(backend.Url);
        var pool = new BackendPool(addresses.Name, addresses.Backends, addresses.Picker) { MaxConnectionsPerBackend = perBackend };
        return Http2Proxy.StartAsync(TestRoutes.Route(pool, "/app"), change: options => options with
        {
            Limits = options.Limits with { WriteTimeout = timeout ?? Short, BufferMemory = buffers },
        });
    }

    /// <summary>Waits until this request alone is served.</summary>
    private static Task LeftAsync(Http2Proxy proxy, string path) =>
        Wait.UntilAsync(async () => (await proxy.Gateway.ListAsync()).Connections is [var only] && only.Info.Path == path, $"{path} alone");

    private static async Task PingAsync(Http2Peer client, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                await client.PingAsync();
                await Task.Delay(50, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // The proxy has closed it.
        }
    }
}
