using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway.Http2;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Requests that wait for a backend of their pool: those of clients of HTTP/2, and those of a node that stops.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task A_request_of_HTTP2_waits_until_another_one_has_its_answer()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(PoolOf(backend));
        using var client = proxy.Client();
        var first = client.GetAsync("/first");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        var second = client.GetAsync("/second");
        await QueuedAsync(proxy.Gateway, 1);

        await upstream.SendAsync(Answers.LastOk);
        using var response = await first;

        await backend.AnswerAsync(second);
        await QueuedAsync(proxy.Gateway, 0);
    }

    [Fact]
    public async Task A_WebSocket_of_HTTP2_waits_until_another_one_ends_and_leaves_with_its_stream()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(PoolOf(backend));
        using var client = await RawHttp2.ConnectAsync(proxy);
        var first = await client.BeginAsync(RawHttp2.Connect());
        var upstream = await SwitchAsync(backend);
        Assert.Equal("200", await client.ResultAsync(first));
        var gone = await client.BeginAsync(RawHttp2.Connect());
        await QueuedAsync(proxy.Gateway, 1);
        var second = await client.BeginAsync(RawHttp2.Connect());
        await QueuedAsync(proxy.Gateway, 2);

        await client.ResetAsync(gone);
        await QueuedAsync(proxy.Gateway, 1);
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        upstream.Dispose();

        using var other = await SwitchAsync(backend);
        Assert.Equal("200", await client.ResultAsync(second));
        await QueuedAsync(proxy.Gateway, 0);
    }

    [Fact]
    public async Task Of_HTTP2_too_one_more_is_told_when_to_come_again()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(PoolOf(backend) with { Queue = new QueueRules { Length = 1 } });
        using var client = proxy.Client();
        var (first, second) = (client.GetAsync("/first"), client.GetAsync("/second"));
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await QueuedAsync(proxy.Gateway, 1);

        using var refused = await client.GetAsync("/third");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 5, 10);
        await upstream.SendAsync(Answers.LastOk);
        await backend.AnswerAsync(await Task.WhenAny(first, second) == first ? second : first);
    }

    [Fact]
    public async Task A_node_that_stops_ends_a_request_that_waits()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(PoolOf(backend)));
        await using var proxy = await GatewayProxy.StartAsync(
            options with { Shutdown = options.Shutdown with { DrainGrace = TimeSpan.FromMilliseconds(10) } });
        var pools = proxy.Node.Context.Pools;
        pools.Switches.Off = new HashSet<string> { backend.Url };
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        await QueuedAsync(proxy, 1);

        await proxy.Node.DisposeAsync();

        await client.ReadToEndAsync();
        Assert.Equal(TerminationReason.NodeShutdown, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.Equal(0, pools.Queued);
    }

    private static BackendPool PoolOf(ScriptedBackend backend) => TestRoutes.Pool(backend.Url) with
    {
        MaxConnectionsPerBackend = 1,
        Queue = new QueueRules { Length = 10, Timeout = TimeSpan.FromMinutes(5) },
    };

    private static async Task<Peer> SwitchAsync(ScriptedBackend backend)
    {
        var (upstream, request) = await backend.AcceptRequestAsync();
        var accept = AcceptKey.Compute(request["Sec-WebSocket-Key"].Single());
        await upstream.SendAsync(Handshakes.Switching.Replace(Handshakes.Accept, accept));
        return upstream;
    }

    private static Task QueuedAsync(GatewayProxy proxy, int count) =>
        Wait.UntilAsync(() => proxy.Node.Context.Pools.Queued == count, $"that {count} wait");
}
