using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Actors.Tests.Listeners;

/// <summary>How a node stops: it accepts no more, tells everybody, and ends.</summary>
public abstract class ShutdownTests(TransportKind transport)
{
    [Theory] // RFC 9110 section 15.6.4
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: exam")]
    public async Task A_client_whose_head_is_incomplete_is_answered_503(string part)
    {
        await using var proxy = await TestProxy.StartAsync(transport, "ws://127.0.0.1:1");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(part);
        await Wait.UntilAsync(async () => (await proxy.ConnectionActorsAsync()).Count == 1, "the ConnectionActor");

        await proxy.Node.DisposeAsync();

        await AssertStoppingAsync(proxy, client);
    }

    [Fact]
    public async Task A_client_that_waits_for_a_backend_is_answered_503()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await proxy.Node.DisposeAsync();

        await AssertStoppingAsync(proxy, client);
        Assert.True((await upstream.ReadToEndAsync()).Reset);
        Assert.Equal(0, proxy.Active);
    }

    [Fact]
    public async Task Accepting_ends_before_the_tunnels_do()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAtOwnPortAsync(backend);
        var (client, upstream) = await proxy.OpenAsync(backend);

        var stopping = proxy.Node.DisposeAsync().AsTask();
        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(1001, (await upstream.ReadFrameAsync()).CloseCode);

        // The Close frames are out, neither peer has answered: the node still waits for them, and accepts nobody.
        Assert.False(stopping.IsCompleted);
        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(proxy.ConnectAsync)).SocketErrorCode);
        client.Dispose();
        upstream.Dispose();
        await stopping.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task A_reload_opens_no_listener_of_a_node_that_stops()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAtOwnPortAsync(backend);
        var (client, upstream) = await proxy.OpenAsync(backend);
        var more = new ListenerOptions("more", IPAddress.Loopback, FreePort.Next());
        var options = proxy.Node.Options with { Listeners = [.. proxy.Node.Options.Listeners, more] };
        using var late = proxy.Node.Stage(options);
        var stopping = proxy.Node.DisposeAsync().AsTask();
        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);

        await late.CommitAsync();

        await Wait.UntilAsync(() => Ports.RefusesAsync(new IPEndPoint(more.Address, more.Port)), "nobody at the new one's address");
        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(proxy.ConnectAsync)).SocketErrorCode);
        Assert.Contains("stopping", Assert.Throws<IOException>(() => proxy.Node.Stage(options)).Message);
        client.Dispose();
        upstream.Dispose();
        await stopping.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task Peers_that_never_answer_do_not_hold_the_node_up_beyond_the_grace()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        var (client, upstream) = await proxy.OpenAsync(backend);

        // The close time-out never comes: the test's clock stands still. The grace is of the actor system's clock.
        await proxy.Node.DisposeAsync().AsTask().WaitAsync(Peer.Timeout);

        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(TerminationReason.NodeShutdown, Assert.Single(await proxy.Log.AtLeastAsync<ClosedEvent>(1)).End.Reason);
        Assert.Equal(0, proxy.Active);
        client.Dispose();
        upstream.Dispose();
    }

    private Task<TestProxy> StartAtOwnPortAsync(ScriptedBackend backend) =>
        TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport).AtOwnPort());

    private static async Task AssertStoppingAsync(TestProxy proxy, Peer client)
    {
        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.Contains("the proxy is stopping", (await client.ReadToEndAsync()).Text);
        var refused = Assert.IsType<RefusedRequest>(Assert.Single(proxy.Log.All));
        Assert.Equal((TerminationReason.NodeShutdown, (int?)503), (refused.Reason, refused.Status));
    }

    public sealed class OnEpoll() : ShutdownTests(TransportKind.Auto);

    public sealed class OnSockets() : ShutdownTests(TransportKind.Sockets);
}
