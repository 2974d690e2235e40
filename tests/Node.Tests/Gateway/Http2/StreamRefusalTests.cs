using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>WebSockets on streams of HTTP/2 to backends that do not open.</summary>
public sealed class StreamRefusalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_ordinary_answer_is_relayed(bool hasLength)
    {
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            http.Response.StatusCode = 403;
            http.Response.Headers["X-Why"] = "no";
            http.Response.ContentLength = hasLength ? 2 : null;
            await http.Response.WriteAsync("no");
        });
        using var client = await tunnels.AskAsync();
        for (var round = 0; round < 2; round++)
        {
            var head = await client.ReadHeadAsync();
            Assert.Equal((403, "no"), (head.Status, head["X-Why"].Single()));
            Assert.Equal(hasLength ? "no" : "2\r\nno\r\n0\r\n\r\n", await client.ReadTextAsync(hasLength ? 2 : 12));
            await client.SendAsync(Handshakes.Request());
        }

        Assert.Equal(403, (int)await tunnels.Proxy.RefusedStatusAsync("/"));
        Assert.All(await tunnels.Proxy.Log.AtLeastAsync<RefusedRequest>(3),
            refused => Assert.Equal((TerminationReason.BackendDeclined, 403), (refused.Reason, refused.Status)));
        Assert.Equal(1, tunnels.Backend.Connections);
    }

    [Fact]
    public async Task The_time_of_all_attempts_holds()
    {
        await using var tunnels = await StreamTunnels.StartAsync(http => Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted),
            policies: [new TotalTimeout(TimeSpan.FromMilliseconds(100))]);
        using var client = await tunnels.AskAsync();

        Assert.Equal(504, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendTimeout, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Theory]
    [InlineData(201, null)]
    [InlineData(200, "other")]
    public async Task An_answer_that_breaks_the_rules_is_a_502(int status, string? subprotocol)
    {
        var reset = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var aborted = http.RequestAborted.Register(reset.SetResult);
            http.Response.StatusCode = status;
            using var socket = await http.AcceptWebSocketAsync(subprotocol);
            await reset.Task;
        });
        using var client = await tunnels.AskAsync();

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendBadHandshake, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        await reset.Task.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task A_backend_that_resets_the_request_is_a_502()
    {
        await using var tunnels = await StreamTunnels.StartAsync(http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        using var client = await tunnels.AskAsync();

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendReset, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_is_given_up()
    {
        var reset = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var aborted = http.RequestAborted.Register(reset.SetResult);
            await reset.Task;
        }, change: options => options with { Handshake = new HandshakeOptions { ResponseTimeout = TimeSpan.FromMilliseconds(300) } });
        using var client = await tunnels.AskAsync();

        Assert.Equal(504, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendTimeout, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        await reset.Task.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task A_backend_that_says_nothing_to_HTTP_2_is_not_connected()
    {
        using var backend = new ScriptedBackend();
        await using var tunnels = await StreamTunnels.StartAsync(_ => backend.Url, change: options => options with
        {
            Handshake = new HandshakeOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) },
        });
        using var client = await tunnels.AskAsync();
        using var silent = await backend.AcceptAsync();

        Assert.Equal(504, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendConnectTimeout, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_refuses_the_connection_is_a_502()
    {
        using var port = new ClosedPort();
        await using var tunnels = await StreamTunnels.StartAsync(_ => port.Url);
        using var client = await tunnels.AskAsync();

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendRefused, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_is_not_believed_is_a_502_and_not_asked_again_by_HTTP_1_1()
    {
        await using var tunnels = await StreamTunnels.StartAsync(
            AcceptedWebSockets.EchoAsync, tls: true, pool: pool => pool with { Tls = BackendTls.Default });
        using var client = await tunnels.AskAsync();

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);

        Assert.Equal(TerminationReason.BackendTlsFailed, (await tunnels.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        Assert.Equal(1, tunnels.Backend.Connections);
    }
}
