using System.Net.WebSockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>How a WebSocket on a stream of HTTP/2 to a backend ends, by whichever side; its connection goes on.</summary>
public sealed class StreamTunnelEndTests
{
    [Theory] // RFC 8441 section 5
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_that_resets_or_ends_its_stream_is_lost_and_the_others_live(bool resets)
    {
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var socket = await http.AcceptWebSocketAsync();
            if (http.Request.Path != "/lost")
            {
                await socket.EchoAsync();
                return;
            }
            await socket.ReceiveAsync(new byte[10].AsMemory(), WebSocketRig.Limit());
            if (resets)
                http.Abort();
        });
        using var other = await tunnels.ConnectAsync();

        using var client = await tunnels.ConnectAsync(path: "/lost");
        await client.SendTextAsync("go");

        await WebSocketRig.ClosedAsync(client, 1014);
        Assert.Equal(TerminationReason.BackendLost, (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        await other.SendTextAsync("still");
        Assert.Equal("still", await other.ReadTextAsync());
        Assert.Equal(1, tunnels.Backend.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_closes_with_its_code(bool http2)
    {
        var answered = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var socket = await http.AcceptWebSocketAsync();
            await socket.CloseAsync((WebSocketCloseStatus)4001, "bye", WebSocketRig.Limit());
            answered.SetResult(socket.CloseStatus);
        });
        using var client = await tunnels.ConnectAsync(http2);

        await WebSocketRig.ClosedAsync(client, 4001);
        await client.CloseOutputAsync((WebSocketCloseStatus)4002, null, WebSocketRig.Limit());

        Assert.Equal((WebSocketCloseStatus)4002, await answered.Task.WaitAsync(Peer.Timeout));
        var end = (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End;
        Assert.Equal((TerminationReason.Closed, TerminationSource.Backend, 4001), (end.Reason, end.EndedBy, end.CloseCode));
    }

    [Fact]
    public async Task A_close_of_ours_reaches_both_and_has_both_answers()
    {
        var told = new TaskCompletionSource<WebSocketCloseStatus?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var socket = await http.AcceptWebSocketAsync();
            await socket.EchoAsync();
            told.SetResult(socket.CloseStatus);
        });
        using var client = await tunnels.ConnectAsync();
        var id = (await tunnels.Proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id;

        await tunnels.Proxy.Gateway.CutAsync(id);

        await WebSocketRig.ClosedAsync(client, 1008);
        await client.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, null, WebSocketRig.Limit());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await told.Task.WaitAsync(Peer.Timeout));
        var end = (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End;
        Assert.Equal((TerminationReason.OperatorClose, false), (end.Reason, end.Cut));
    }

    [Theory] // RFC 8441 section 5
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_leaves_ends_the_stream(bool resets)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var socket = await http.AcceptWebSocketAsync();
            await socket.EchoAsync();
            gone.SetResult();
        }, change: options => options with { Tunnel = options.Tunnel with { CloseTimeout = 10 * Peer.Timeout } });
        using var client = await tunnels.AskAsync();
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await client.SendAsync(Frame.FromClient("last"));
        Assert.Equal("last", (await client.ReadFrameAsync()).Text);

        if (resets)
            client.Reset();
        else
            await client.FinishTlsAsync();

        await gone.Task.WaitAsync(Peer.Timeout);
        Assert.Equal(TerminationReason.ClientLost, (await tunnels.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        using var next = await tunnels.ConnectAsync();
        Assert.Equal(1, tunnels.Backend.Connections);
    }

    [Fact]
    public async Task A_client_that_leaves_during_the_handshake_ends_it()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var tunnels = await StreamTunnels.StartAsync(async http =>
        {
            using var aborted = http.RequestAborted.Register(gone.SetResult);
            asked.SetResult();
            await gone.Task;
        });
        using var client = await tunnels.AskAsync();
        await asked.Task.WaitAsync(Peer.Timeout);

        client.Reset();

        await gone.Task.WaitAsync(Peer.Timeout);
        Assert.Equal(TerminationReason.ClientLost,
            (await tunnels.Proxy.Log.FirstAsync<ActorProxy.Actors.Telemetry.RefusedRequest>()).Reason);
    }
}
