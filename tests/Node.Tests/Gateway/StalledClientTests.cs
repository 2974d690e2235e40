using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Peers of HTTP/1.1 that do not read, and clients that do not wait for their answers.</summary>
public sealed class StalledClientTests
{
    private static readonly LimitOptions ShortTimeouts = new() { WriteTimeout = TimeSpan.FromSeconds(1) };

    [Theory]
    [InlineData(TransportKind.Auto)]
    [InlineData(TransportKind.Sockets)]
    public async Task A_client_that_reads_no_answer_of_its_pipelined_requests_is_ended_by_the_write_timeout(TransportKind transport)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, transport);
        using var client = await proxy.ConnectAsync();

        await SendUntilClosedAsync(client, string.Concat(Enumerable.Repeat(Requests.Get("/a/../b"), 100)));

        await proxy.DrainedAsync();
        Assert.Contains(proxy.Log.All.OfType<ServedRequest>(), served => served.Reason == TerminationReason.WriteTimeout);
        Assert.DoesNotContain(proxy.Log.All.OfType<ServedRequest>(), served => served.Reason == TerminationReason.InternalError);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_response_is_ended_by_the_write_timeout()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\n\r\n");

        await SendUntilClosedAsync(upstream, new string('x', 64 * 1024));

        Assert.Equal(TerminationReason.WriteTimeout, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await proxy.DrainedAsync();
        upstream.Dispose();
    }

    [Fact]
    public async Task A_silent_event_stream_lives_on()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/events"));
        var (silent, _) = await backend.AcceptRequestAsync();
        await silent.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);

        // Another client is late meanwhile.
        using var other = await proxy.ConnectAsync();
        await other.SendAsync(Requests.Get("/"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
        await SendUntilClosedAsync(upstream, new string('x', 64 * 1024));

        await silent.SendAsync("data: 2\n\n");
        while (!(await client.ReadTextAsync(1)).Contains('2', StringComparison.Ordinal))
        {
        }
        upstream.Dispose();
        silent.Dispose();
    }

    [Fact]
    public async Task A_backend_that_does_not_read_its_request_is_given_up_after_the_write_timeout()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 1000000000"));
        var (upstream, _) = await backend.AcceptRequestAsync();

        await SendUntilClosedAsync(client, new string('x', 64 * 1024));

        Assert.Equal(TerminationReason.WriteTimeout, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        upstream.Dispose();
    }

    [Fact]
    public async Task Clients_that_reset_before_they_are_refused_are_no_fault_of_ours()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        for (var i = 0; i < 200; i++)
        {
            var client = await proxy.ConnectAsync();
            await client.SendAsync(string.Concat(Enumerable.Repeat(Requests.Get("/a/../b"), 1 + i % 20)));
            client.Reset();
        }

        await proxy.DrainedAsync();
        Assert.All(proxy.Log.All.OfType<ServedRequest>(), served => Assert.NotEqual(TerminationReason.InternalError, served.Reason));
    }

    [Fact]
    public async Task A_backend_that_closes_a_new_connection_without_an_answer_has_the_request_once()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, policies: [new AttemptLimit(1)]);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/"));
        (await backend.AcceptRequestAsync()).Peer.Dispose();

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.False(backend.HasConnection);
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.BackendReset, 1), (served.Reason, served.Attempt));
    }

    [Fact] // RFC 9112 section 9.3.1
    public async Task A_request_on_a_kept_connection_that_was_stale_is_sent_again()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, policies: [new AttemptLimit(1)]);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        var (kept, _) = await backend.AcceptRequestAsync();
        await kept.SendAsync(Answers.Ok);
        Assert.Equal("ok", (await client.ReadHeadAsync()).Status == 200 ? await client.ReadTextAsync(2) : "");
        await client.SendAsync(Requests.Get("/2"));
        Assert.Equal("GET /2 HTTP/1.1", (await kept.ReadHeadAsync()).StartLine);
        kept.Dispose();

        var (fresh, again) = await backend.AcceptRequestAsync();
        Assert.Equal("GET /2 HTTP/1.1", again.StartLine);
        await fresh.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        fresh.Dispose();
    }

    private static Task<GatewayProxy> StartAsync(ScriptedBackend backend, TransportKind transport = TransportKind.Auto,
        PolicySet? policies = null) =>
        GatewayProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: policies), transport)
            with { Limits = ShortTimeouts });

    private static async Task SendUntilClosedAsync(Peer peer, string bytes)
    {
        try
        {
            while (true)
                await peer.SendAsync(bytes);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The proxy has closed it.
        }
    }
}
