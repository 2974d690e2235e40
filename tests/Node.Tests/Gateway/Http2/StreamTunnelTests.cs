using System.Net;
using System.Net.WebSockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>WebSockets to backends on streams of HTTP/2 (RFC 8441).</summary>
public sealed class StreamTunnelTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_WebSocket_is_a_stream_whatever_its_client_speaks(bool tls, bool http2)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            var (request, connect) = (http.Request, http.Features.GetRequiredFeature<IHttpExtendedConnectFeature>());
            seen.SetResult($"{request.Protocol} {request.Method} {connect.Protocol} {request.Scheme} {request.Host} "
                + $"{request.Path}{request.QueryString} {request.Headers.SecWebSocketVersion} {request.Headers.SecWebSocketProtocol} "
                + $"{request.Headers["X-Forwarded-Proto"]} key:{request.Headers.SecWebSocketKey}");
            using var socket = await http.AcceptWebSocketAsync("chat");
            await socket.EchoAsync();
        }, tls);

        using var client = await tunnels.ConnectAsync(http2, "/x?a=b", "news", "chat");

        Assert.Equal($"HTTP/2 CONNECT websocket {(tls ? "https" : "http")} localhost /x?a=b 13 news, chat https key:", await seen.Task);
        Assert.Equal("chat", client.SubProtocol);
        foreach (var length in (int[])[1, 5000, 300_000])
        {
            await client.SendTextAsync(new string('x', length));
            Assert.Equal(length, (await client.ReadTextAsync()).Length);
        }
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, WebSocketRig.Limit());
        var closed = await tunnels.Proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal((TerminationReason.Closed, TerminationSource.Client, 1000),
            (closed.End.Reason, closed.End.EndedBy, closed.End.CloseCode));
        Assert.Equal((ProtocolVersion.Http20, "chat", 3L),
            (closed.Connection.BackendVersion, closed.Connection.Subprotocol, closed.Traffic.MessagesFromBackend));
    }

    [Fact]
    public async Task Many_share_few_connections()
    {
        const int Count = 250; // of which a connection of Kestrel takes 100
        await using var tunnels = await StreamTunnels.StartAsync(AcceptedWebSockets.EchoAsync);

        var clients = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => tunnels.ConnectAsync(http2: i % 5 == 0)));

        await Task.WhenAll(clients.Select(async (client, i) =>
        {
            await client.SendTextAsync($"{i}");
            Assert.Equal($"{i}", await client.ReadTextAsync());
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, WebSocketRig.Limit());
            client.Dispose();
        }));
        Assert.InRange(tunnels.Backend.Connections, 3, 5);
        await tunnels.Proxy.Log.AtLeastAsync<ClosedEvent>(Count);
        using var next = await tunnels.ConnectAsync();
        Assert.InRange(tunnels.Backend.Connections, 3, 5);
        Assert.Empty(tunnels.Proxy.Log.All.OfType<FailedAttempt>());
    }

    [Fact]
    public async Task What_the_pool_says_holds()
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(http =>
        {
            seen.TrySetResult($"{http.Connection.RemoteIpAddress} {http.Request.Host}");
            return AcceptedWebSockets.EchoAsync(http);
        }, pool: pool => pool with { SourceAddresses = [IPAddress.Parse("127.0.0.2")], HostHeader = HostHeader.Backend });

        using var client = await tunnels.ConnectAsync();

        Assert.Equal($"127.0.0.2 {tunnels.Pool.Backends[0].Address.Authority}", await seen.Task);
    }

    [Fact]
    public async Task Messages_are_filtered_as_on_any_other_way()
    {
        await using var tunnels = await StreamTunnels.StartAsync(
            AcceptedWebSockets.EchoAsync, policies: [new FilterChain("size-limit") { MaxMessageSize = 100_000 }]);
        using var client = await tunnels.ConnectAsync();
        await client.SendTextAsync(new string('x', 90_000)); // read of the backend in several pieces
        Assert.Equal(90_000, (await client.ReadTextAsync()).Length);

        await client.SendTextAsync(new string('x', 100_001));

        await WebSocketRig.ClosedAsync(client, 1009);
        Assert.Equal(TerminationReason.MessageTooBig, (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
    }

    [Fact]
    public async Task A_tunnel_lives_on_when_its_connections_are_replaced()
    {
        await using var tunnels = await StreamTunnels.StartAsync(AcceptedWebSockets.EchoAsync);
        using var client = await tunnels.ConnectAsync();
        var context = tunnels.Proxy.Gateway.Node.Context;
        for (var seconds = 1; seconds <= 3; seconds++)
        {
            var http = context.Options.Http with { BackendKeepAliveTimeout = TimeSpan.FromSeconds(seconds) };
            context.Serve(context.Options with { Http = http }, routes: null);
            using var other = await tunnels.ConnectAsync();
        }

        await client.SendTextAsync("still");
        Assert.Equal("still", await client.ReadTextAsync());
        Assert.Equal(4, tunnels.Backend.Connections);
    }

    [Fact]
    public async Task A_health_check_asks_the_same_way()
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var check = new HealthCheck { Kind = HealthCheckKind.WebSocket, Path = "/health" };
        await using var tunnels = await StreamTunnels.StartAsync(http =>
        {
            seen.TrySetResult($"{http.Request.Protocol} {http.Request.Method} {http.Request.Path}");
            return AcceptedWebSockets.EchoAsync(http);
        }, pool: pool => pool with { HealthCheck = check });

        Assert.Equal("HTTP/2 CONNECT /health", await seen.Task.WaitAsync(Peer.Timeout));
        var asked = tunnels.Proxy.Gateway.Node.Context.Pools.Of(tunnels.Pool).Members[0].Check!;
        await Wait.UntilAsync(() => asked.Status.Latency is not null, "an answer");
        Assert.Null(asked.Status.Error);
    }
}
