using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>RFC 8441 section 5: RST_STREAM with CANCEL is the RST of a WebSocket's TCP connection.</summary>
public sealed class StreamResetTests
{
    [Theory]
    [InlineData(true, TransportKind.Auto)]
    [InlineData(false, TransportKind.Auto)]
    [InlineData(true, TransportKind.Sockets)]
    [InlineData(false, TransportKind.Sockets)]
    public async Task It_ends_the_tunnel_and_the_backends_connection_though_the_backend_would_go_on(bool filtered, TransportKind transport)
    {
        using var backend = new ScriptedBackend();
        PolicySet policies = filtered ? [new FilterChain("size-limit")] : [];
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: policies), transport,
            change: options => options with { Tunnel = options.Tunnel with { CloseTimeout = TimeSpan.FromMinutes(5) } });
        using var client = await RawHttp2.ConnectAsync(proxy);
        var tunnel = await client.BeginAsync(RawHttp2.Connect());
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching.Replace(Handshakes.Accept, AcceptKey.Compute(request["Sec-WebSocket-Key"].Single())));
        Assert.Equal("200", await client.ResultAsync(tunnel));
        await client.SendDataAsync(tunnel, Frame.FromClient("up"));
        Assert.Equal("up", (await upstream.ReadFrameAsync()).Text);

        await client.ResetAsync(tunnel);

        await upstream.ReadToEndAsync();
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        upstream.Dispose();
    }
}
