using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>WebSockets on streams of HTTP/2 that do not open: the client gets a status, and keeps its connection.</summary>
public abstract class WebSocketRefusalTests(TransportKind transport)
{
    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", 403, TerminationReason.BackendDeclined)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", 502, TerminationReason.BackendBadHandshake)] // RFC 9110 section 9.3.6
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        502, TerminationReason.BackendBadHandshake)]
    public async Task A_backend_that_does_not_switch_is_a_refusal(string answer, int status, TerminationReason reason)
    {
        await using var rig = await WebSocketRig.StartAsync(transport);
        var connecting = rig.StatusAsync("/chat");
        var (upstream, _) = await rig.Backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);

        Assert.Equal(status, await connecting);

        var refused = await rig.Proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((reason, status), (refused.Reason, refused.Status));
        upstream.Dispose();
    }

    [Theory]
    [InlineData("/elsewhere", 404, TerminationReason.NoRoute)]
    [InlineData("/chat", 502, TerminationReason.BackendRefused)]
    public async Task A_request_that_leads_nowhere_is_refused(string path, int status, TerminationReason reason)
    {
        using var port = new ClosedPort();
        await using var rig = await WebSocketRig.StartAsync(transport, url: port.Url, prefix: "/chat");

        Assert.Equal(status, await rig.StatusAsync(path));
        Assert.Equal(status, await rig.StatusAsync(path));

        Assert.Equal(reason, (await rig.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        Assert.Equal(1, rig.Proxy.Connections);
    }

    [Theory]
    [InlineData(1, 0, 503, TerminationReason.ConnectionLimit)]
    [InlineData(0, 1, 429, TerminationReason.ClientLimit)]
    public async Task It_counts_as_a_connection_at_the_limits(int connections, int perClient, int status, TerminationReason reason)
    {
        await using var rig = await WebSocketRig.StartAsync(transport, options => options with
        {
            Limits = options.Limits with { MaxConnections = connections, MaxConnectionsPerClient = perClient },
        });

        Assert.Equal(status, await rig.StatusAsync("/chat"));

        var refused = await rig.Proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((reason, status), (refused.Reason, refused.Status));
        Assert.False(rig.Backend.HasConnection);
        Assert.Equal(1, rig.Proxy.Connections);
    }

    public sealed class OnEpoll() : WebSocketRefusalTests(TransportKind.Auto);

    public sealed class OnSockets() : WebSocketRefusalTests(TransportKind.Sockets);
}
