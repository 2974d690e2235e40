using System.Net.Sockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>Backends that give no answer: the client's status, the next attempt, and the accounting afterwards.</summary>
public abstract class BackendFailureTests(TransportKind transport)
{
    [Fact] // RFC 9110 section 15.6.3
    public async Task A_refused_connection_is_a_502()
    {
        using var port = new ClosedPort();
        await using var proxy = await TestProxy.StartAsync(transport, port.Url);

        await AssertRefusedAsync(proxy, 502, TerminationReason.BackendRefused, attempt: 1);
    }

    [Fact]
    public async Task A_name_without_address_is_a_502()
    {
        await using var proxy = await TestProxy.StartAsync(transport, "ws://no-such-host.invalid");

        await AssertRefusedAsync(proxy, 502, TerminationReason.BackendUnresolved, attempt: 1);
    }

    [Fact] // RFC 9110 section 15.6.4
    public async Task A_pool_without_backends_is_a_503()
    {
        await using var proxy = await TestProxy.StartAsync(transport);

        await AssertRefusedAsync(proxy, 503, TerminationReason.NoBackend, attempt: 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpg")]
    public async Task A_backend_that_closes_before_its_head_is_complete_is_a_502(string part)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync(part);
        upstream.Dispose();

        await AssertRefusedAsync(proxy, client, 502, TerminationReason.BackendReset, attempt: 1);
    }

    [Fact]
    public async Task A_backend_that_resets_is_a_502()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        upstream.Reset();

        await AssertRefusedAsync(proxy, client, 502, TerminationReason.BackendReset, attempt: 1);
    }

    [Theory] // RFC 9110 section 15.6.5
    [InlineData("")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpg")]
    public async Task A_backend_that_stays_silent_is_a_504(string part)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(part);
        await proxy.TurnAsync();

        proxy.Time.Advance(proxy.Options.Handshake.ResponseTimeout - TimeSpan.FromMilliseconds(1));
        await proxy.TurnAsync();
        Assert.Equal(0, client.Available);
        await proxy.PassAsync(TimeSpan.FromMilliseconds(1));

        await AssertRefusedAsync(proxy, client, 504, TerminationReason.BackendTimeout, attempt: 1);
        Assert.True((await upstream.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task A_route_says_how_long_the_answer_is_waited_for()
    {
        using var backend = new ScriptedBackend();
        var (own, nodes) = (TimeSpan.FromMinutes(1), new HandshakeOptions().ResponseTimeout);
        await using var proxy = await TestProxy.StartAsync(
            transport, TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [new ResponseTimeout(own)]));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        await backend.AcceptRequestAsync();

        await proxy.PassAsync(nodes);
        Assert.Equal(0, client.Available);
        await proxy.PassAsync(own - nodes);

        await AssertRefusedAsync(proxy, client, 504, TerminationReason.BackendTimeout, attempt: 1);
    }

    [Fact] // A listening queue that is full: the kernel drops the SYN.
    public async Task A_backend_that_does_not_accept_is_a_504()
    {
        using var backend = new ScriptedBackend(backlog: 0);
        List<Socket> queue = [];
        try
        {
            do
            {
                queue.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
                Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(
                    () => queue[^1].Connect(backend.EndPoint)).SocketErrorCode);
            }
            while (queue[^1].Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectWrite));
            await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request());

            await proxy.PassUntilAsync(proxy.Log.FirstAsync<RefusedRequest>(), proxy.Options.Handshake.ConnectTimeout / 5);

            await AssertRefusedAsync(proxy, client, 504, TerminationReason.BackendConnectTimeout, attempt: 1);
        }
        finally
        {
            queue.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_while_a_backend_is_asked_takes_the_attempt_with_it(bool reset)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        if (reset)
            client.Reset();
        else
            client.Dispose();

        Assert.True((await upstream.ReadToEndAsync()).Reset);
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.ClientLost, null), (refused.Reason, refused.Status));
        await proxy.DrainedAsync();
    }

    [Fact] // Supervision: a defect of ours is no backend failure, and is not tried on the next one.
    public async Task An_unexpected_exception_of_the_UpstreamActor_is_a_500_and_logged()
    {
        using var backend = new ScriptedBackend();
        using var other = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url, other.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        // No message that is ever sent: it makes the attempt fail with a NullReferenceException.
        proxy.Node.System.ActorSelection($"/user/proxy/{TestRoutes.Listener}/*/*/*").Tell(new ConnectTo(null!));

        await AssertRefusedAsync(proxy, client, 500, TerminationReason.InternalError, attempt: 1);
        Assert.Contains(nameof(NullReferenceException), (await proxy.Log.FirstAsync<RefusedRequest>()).Detail);
        Assert.True((await upstream.ReadToEndAsync()).Reset);
        Assert.False(other.HasConnection);
    }

    private static async Task AssertRefusedAsync(TestProxy proxy, int status, TerminationReason reason, int attempt)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        await AssertRefusedAsync(proxy, client, status, reason, attempt);
    }

    private static async Task AssertRefusedAsync(TestProxy proxy, Peer client, int status, TerminationReason reason, int attempt)
    {
        var head = await client.ReadHeadAsync();
        var body = await client.ReadToEndAsync();
        client.Finish();
        Assert.Equal(status, head.Status);
        Assert.Equal(["text/plain; charset=utf-8"], head["Content-Type"]);
        Assert.DoesNotContain("127.0.0.1", body.Text);
        Assert.DoesNotContain("invalid", body.Text);
        Assert.DoesNotContain("Exception", body.Text);
        var refused = Assert.Single(proxy.Log.All.OfType<RefusedRequest>());
        Assert.Equal((reason, (int?)status, attempt), (refused.Reason, refused.Status, refused.Attempt));
        await proxy.DrainedAsync();
    }

    public sealed class OnEpoll() : BackendFailureTests(TransportKind.Auto);

    public sealed class OnSockets() : BackendFailureTests(TransportKind.Sockets);
}
