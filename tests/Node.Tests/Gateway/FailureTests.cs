using System.Net.Sockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Backends and clients that fail, before and in the middle of a response.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_refused_backend_is_a_502_in_words()
    {
        using var port = new ClosedPort();
        await using var proxy = await GatewayProxy.StartAsync(port.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/a?secret=1"));

        var head = await client.ReadHeadAsync();
        var body = await client.ReadTextAsync(int.Parse(head["Content-Length"].Single(),
            System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal("HTTP/1.1 502 Bad Gateway", head.StartLine);
        Assert.Equal(["text/plain; charset=utf-8"], head["Content-Type"]);
        Assert.Equal($"502 Bad Gateway: the backend refused the connection.\nRequest id: {head["X-Request-Id"].Single()}\n", body);
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.BackendRefused, 502, port.Url, 1), (served.Reason, served.Status, served.Backend, served.Attempt));
        Assert.Equal("/a", served.Path);
        Assert.Single(proxy.Log.All);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 \u001b[31mx\r\nContent-Length: 2")] // RFC 9112 section 4
    [InlineData("HTTP/1.1 2\u001b0 OK\r\nContent-Length: 2")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\u001bb\r\nContent-Length: 2")] // RFC 9110 section 5.5
    [InlineData("HTTP/1.1 200 OK\r\nx\u001b: a\r\nContent-Length: 2")] // RFC 9110 section 5.1
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3")] // RFC 9112 section 6.3
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2, 2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: abc")]
    public async Task A_response_head_that_two_readers_could_take_differently_is_a_502(string answer)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        await (await backend.AcceptRequestAsync()).Peer.SendAsync($"{answer}\r\nConnection: close\r\n\r\nok");

        var head = await client.ReadHeadAsync();

        Assert.Equal("HTTP/1.1 502 Bad Gateway", head.StartLine);
        Assert.DoesNotContain('\u001b', await client.ReadTextAsync(
            int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal((TerminationReason.BackendBadHandshake, 502),
            await proxy.Log.FirstAsync<ServedRequest>() is var s ? (s.Reason, s.Status) : default);
    }

    [Fact]
    public async Task A_backend_without_an_address_is_a_502()
    {
        await using var proxy = await GatewayProxy.StartAsync("ws://no-such-host.invalid:1");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendUnresolved, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact] // A listening queue that is full: the kernel drops the SYN.
    public async Task A_backend_that_does_not_accept_is_a_504()
    {
        using var backend = new ScriptedBackend(backlog: 0);
        List<Socket> queue = [];
        do
        {
            queue.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
            Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => queue[^1].Connect(backend.EndPoint)).SocketErrorCode);
        }
        while (queue[^1].Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectWrite));
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await GatewayProxy.StartAsync(
            options with { Handshake = options.Handshake with { ConnectTimeout = TimeSpan.FromMilliseconds(200) } });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 1") + "x");

        Assert.Equal(504, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendConnectTimeout, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        queue.ForEach(s => s.Dispose());
    }

    [Theory] // RFC 9110 section 9.2.2
    [InlineData("GET", "")]
    [InlineData("POST", "Content-Length: 5")]
    public async Task After_a_refused_backend_the_next_one_gets_the_request(string method, string field)
    {
        using var port = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(port.Url, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(field == "" ? Requests.Of(method, "/") : Requests.Of(method, "/", field) + "hello");
        var (upstream, _) = await backend.AcceptRequestAsync();
        if (field != "")
            Assert.Equal("hello", await upstream.ReadTextAsync(5));
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Collection(await proxy.Log.AtLeastAsync<object>(2),
            e => Assert.Equal((1, port.Url, TerminationReason.BackendRefused),
                e is FailedAttempt f ? (f.Attempt, f.Backend, f.Reason) : default),
            e => Assert.Equal((2, backend.Url, TerminationReason.Completed),
                e is ServedRequest s ? (s.Attempt, s.Backend, s.Reason) : default));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("DELETE", true)]
    [InlineData("POST", false)]
    [InlineData("PATCH", false)]
    public async Task A_request_that_a_backend_may_have_seen_is_sent_again_only_where_that_is_harmless(string method, bool again)
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(first.Url, second.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of(method, "/"));
        var (failing, _) = await first.AcceptRequestAsync();
        first.Dispose();
        failing.Dispose();

        if (again)
        {
            await (await second.AcceptRequestAsync()).Peer.SendAsync(Answers.Ok);
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        }
        else
        {
            Assert.Equal(502, (await client.ReadHeadAsync()).Status);
            Assert.Equal(TerminationReason.BackendReset, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
            Assert.False(second.HasConnection);
        }
    }

    [Fact]
    public async Task A_body_that_was_begun_is_not_sent_again()
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(first.Url, second.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("PUT", "/", "Content-Length: 10") + "hello");
        var (upstream, _) = await first.AcceptRequestAsync();
        await upstream.ReadAsync(5);
        upstream.Reset();
        await client.SendAsync("hel");
        await Wait.UntilAsync(() => client.Available > 0, "an answer");

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.False(second.HasConnection);
    }

    [Fact] // RFC 9110 sections 15.6.3 to 15.6.5
    public async Task After_a_503_the_next_backend_is_asked_and_the_last_ones_is_relayed()
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(first.Url, second.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        await (await first.AcceptRequestAsync()).Peer.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        await (await second.AcceptRequestAsync()).Peer.SendAsync("HTTP/1.1 503 Busier\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n");

        var head = await client.ReadHeadAsync();
        Assert.Equal("HTTP/1.1 503 Busier", head.StartLine);
        Assert.Equal(["3"], head["Retry-After"]);
        Assert.Equal(TerminationReason.BackendUnavailable, (await proxy.Log.FirstAsync<FailedAttempt>()).Reason);
    }

    [Theory]
    [InlineData("garbage\r\n\r\n", TerminationReason.BackendBadHandshake)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", TerminationReason.BackendReset)]
    public async Task An_answer_that_is_no_HTTP_is_a_502(string answer, TerminationReason reason)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);
        upstream.Dispose();

        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.Equal(reason, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_is_a_504()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions { ActivityTimeout = TimeSpan.FromSeconds(1) });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();

        Assert.Equal(504, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BackendTimeout, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
    }

    [Theory] // RFC 9112 section 8
    [InlineData("Content-Length: 10\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    public async Task A_response_that_breaks_off_is_cut(string rest)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\n" + rest);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        upstream.Dispose();

        Assert.True((await client.ReadToEndAsync()).Reset);
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.BackendLost, 200), (served.Reason, served.Status));
        Assert.Equal("the backend closed the connection before its response was complete", served.Detail);
        await proxy.DrainedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")]
    public async Task A_client_that_leaves_takes_its_request_from_the_backend(string answered)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions { HalfCloseTimeout = TimeSpan.Zero });
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        if (answered != "")
        {
            await upstream.SendAsync(answered);
            await client.ReadHeadAsync();
        }

        client.Dispose();

        await upstream.ReadToEndAsync();
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_pool_without_backends_is_a_503()
    {
        await using var proxy = await GatewayProxy.StartAsync();
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.Equal((TerminationReason.NoBackend, 0), await proxy.Log.FirstAsync<ServedRequest>() is var s
            ? (s.Reason, s.Attempt)
            : default);
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        ClosedPort[] ports = [.. Enumerable.Range(0, 5).Select(_ => new ClosedPort())];
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(ports.Select(p => p.Url)), policies: [new AttemptLimit(2)]));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
        Assert.Equal(2, (await proxy.Log.FirstAsync<ServedRequest>()).Attempt);
        Array.ForEach(ports, p => p.Dispose());
    }
}
