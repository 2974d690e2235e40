using System.Net.Sockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>Backends that give no answer: the client's status, the next attempt, and the books afterwards.</summary>
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
                Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => queue[^1].Connect(backend.EndPoint)).SocketErrorCode);
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

    [Fact]
    public async Task After_a_refused_backend_the_next_one_is_tried_and_each_failure_logged_once()
    {
        using var port = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, port.Url, backend.Url);

        var (client, upstream) = await proxy.OpenAsync(backend);

        Assert.Collection(proxy.Log.All,
            e => Assert.Equal((1, port.Url, TerminationReason.BackendRefused), e is FailedAttempt f ? (f.Attempt, f.Backend, f.Reason) : default),
            e => Assert.Equal((2, backend.Url), e is OpenedEvent o ? (o.Connection.Attempt, o.Connection.Backend.Id) : default));
        Assert.Equal((0, 1), (proxy.Load.Active(0), proxy.Load.Active(1)));
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
    }

    [Theory] // RFC 9110 sections 15.6.3 to 15.6.5
    [InlineData("HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n", TerminationReason.BackendUnavailable)]
    [InlineData("HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n", TerminationReason.BackendUnavailable)]
    [InlineData("HTTP/1.1 504 x\r\nContent-Length: 0\r\n\r\n", TerminationReason.BackendUnavailable)]
    [InlineData("garbage\r\n\r\n", TerminationReason.BackendBadHandshake)]
    public async Task After_a_backend_that_cannot_serve_the_next_one_gets_the_same_request(string answer, TerminationReason reason)
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, first.Url, second.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/a?b=c"));
        var (failing, request) = await first.AcceptRequestAsync();
        await failing.SendAsync(answer);

        var (upstream, again) = await second.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal((request.StartLine, string.Join('\n', request.FieldLines)), (again.StartLine, string.Join('\n', again.FieldLines)));
        await failing.ReadToEndAsync();
        Assert.Equal(reason, Assert.Single(await proxy.Log.AtLeastAsync<FailedAttempt>(1)).Reason);
        Assert.Equal(2, (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Attempt);
        upstream.Dispose();
        client.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_503_of_the_last_backend_is_relayed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 4\r\n\r\nbusy");

        var head = await client.ReadHeadAsync();
        Assert.Equal(("HTTP/1.1 503 Busy", "3"), (head.StartLine, head["Retry-After"].Single()));
        Assert.Equal("busy", (await client.ReadToEndAsync()).Text);
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    public async Task Attempts_are_bounded(int? configured, int expected)
    {
        ClosedPort[] ports = [.. Enumerable.Range(0, 5).Select(_ => new ClosedPort())];
        await using var proxy = await TestProxy.StartAsync(transport,
            TestRoutes.Route(TestRoutes.Pool(ports.Select(p => p.Url)), policy: new RoutePolicy { Attempts = configured }));

        await AssertRefusedAsync(proxy, 502, TerminationReason.BackendRefused, expected);

        Assert.Equal(Enumerable.Range(1, expected - 1), proxy.Log.All.OfType<FailedAttempt>().Select(f => f.Attempt));
        Array.ForEach(ports, p => p.Dispose());
    }

    [Fact]
    public async Task Least_connections_counts_what_is_open_and_nothing_afterwards()
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, TestRoutes.Route(TestRoutes.Pool(PickerKind.LeastConnections, first.Url, second.Url)));
        List<(Peer Client, Peer Backend)> open = [];
        for (var i = 0; i < 4; i++)
        {
            var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request());
            await Wait.UntilAsync(() => first.HasConnection || second.HasConnection, "a connection on one of the backends");
            var (upstream, _) = await (first.HasConnection ? first : second).AcceptRequestAsync();
            await upstream.SendAsync(Handshakes.Switching);
            await client.ReadHeadAsync();
            open.Add((client, upstream));
        }

        Assert.Equal((2, 2), (proxy.Load.Active(0), proxy.Load.Active(1)));

        foreach (var (client, upstream) in open)
        {
            client.Dispose();
            upstream.Dispose();
        }
        await proxy.DrainedAsync();
        Assert.Equal((0, 0), (proxy.Load.Active(0), proxy.Load.Active(1)));
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
        proxy.Node.System.ActorSelection($"/user/proxy/{TestRoutes.Listener}/*/*").Tell(new ConnectTo(null!));

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
}
