using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>What the proxy refuses by itself: no byte of it reaches a backend, and the client hears why.</summary>
public abstract class RefusalTests(TransportKind transport)
{
    private const TerminationReason Bad = TerminationReason.BadRequest;

    private static readonly string Valid = Handshakes.Request("/chat");

    public static TheoryData<string, string, int, TerminationReason> Requests => new()
    {
        { "RFC 9112 section 3: a request line has a version", Valid.Replace(" HTTP/1.1", ""), 400, Bad },
        { "RFC 9112 section 3: one space between the parts", Valid.Replace("GET /", "GET  /"), 400, Bad },
        { "RFC 9110 section 7.8: HTTP/1.0 has no upgrade", Valid.Replace("HTTP/1.1", "HTTP/1.0"), 426, TerminationReason.UpgradeRequired },
        { "RFC 9110 section 15.6.6: the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505,
            TerminationReason.VersionNotSupported },
        { "RFC 9112 section 2.2: a bare LF ends no line", Valid.Replace("\r\n", "\n"), 400, Bad },
        { "RFC 9112 section 5.2: no line folding", Valid.Replace("Upgrade: ", "Upgrade:\r\n "), 400, Bad },
        { "RFC 9112 section 5.1: no space before the colon", Valid.Replace("Host:", "Host :"), 400, Bad },
        { "RFC 9112 section 3.2: one Host, not two", Valid.Replace("Host:", "Host: other.example\r\nHost:"), 400, Bad },
        { "RFC 9112 section 3.2: one Host, not none", Valid.Replace("Host: example.com\r\n", ""), 400, Bad },
        { "RFC 9112 section 3.2.2: the target's host is that of Host", Valid.Replace("GET /", "GET http://other.example/"), 400, Bad },
        { "RFC 6455 section 4.2.1: a GET", Valid.Replace("GET", "POST"), 400, Bad },
        { "RFC 6455 section 4.2.1: Connection names upgrade", Valid.Replace("Connection: Upgrade", "Connection: close"), 400, Bad },
        { "RFC 6455 section 4.2.1: a key", Valid.Replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 400, Bad },
        { "RFC 6455 section 4.2.1: a key of 16 bytes", Valid.Replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), 400, Bad },
        { "RFC 6455 section 4.2.1: one key", Valid.Replace(
            "Sec-WebSocket-Version", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version"), 400, Bad },
        { "RFC 6455 section 4.4: version 13, not 8", Valid.Replace("Version: 13", "Version: 8"), 426, TerminationReason.UpgradeRequired },
        { "RFC 6455 section 4.4: version 13, not none", Valid.Replace("Sec-WebSocket-Version: 13\r\n", ""), 426,
            TerminationReason.UpgradeRequired },
        { "RFC 9110 section 15.5.22: a plain GET", "GET /chat HTTP/1.1\r\nHost: example.com\r\n\r\n", 426,
            TerminationReason.UpgradeRequired },
        { "RFC 9113 section 3.1: no upgrade to h2c",
            "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: h2c\r\nConnection: Upgrade, "
            + "HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", 426, TerminationReason.UpgradeRequired },
        { "an upgrade has no body by Content-Length", Handshakes.Request("/chat", fields: "Content-Length: 5") + "hello", 400, Bad },
        { "an upgrade has no body by Transfer-Encoding", Handshakes.Request("/chat", fields: "Transfer-Encoding: chunked") + "0\r\n\r\n",
            400, Bad },
        { "RFC 9110 section 7.6.1: Connection does not strip Authorization",
            Valid.Replace("Connection: Upgrade", "Connection: Upgrade, Authorization"), 400, Bad },
        { "RFC 9110 section 7.6.1: Connection does not strip Sec-WebSocket-Key",
            Valid.Replace("Connection: Upgrade", "Connection: Upgrade, Sec-WebSocket-Key"), 400, Bad },
        { "RFC 3986 section 3.3: no dot segments", Handshakes.Request("/chat/../admin"), 400, Bad },
        { "RFC 3986 section 3.3: no encoded dot segments", Handshakes.Request("/chat/%2e%2E/admin"), 400, Bad },
        { "a path without route", Handshakes.Request("/other"), 404, TerminationReason.NoRoute },
        { "a path beside a route's prefix", Handshakes.Request("/chatter"), 404, TerminationReason.NoRoute },
        { "a host without route", Handshakes.Request("/chat", "other.example"), 404, TerminationReason.NoRoute },
        { "RFC 6585 section 5: bytes of the head", Handshakes.Request("/chat", fields: "X-Big: " + new string('x', 33 * 1024)), 431,
            TerminationReason.HeadTooLarge },
        { "RFC 6585 section 5: fields of the head", Handshakes.Request("/chat", fields: [.. Enumerable.Repeat("X: y", 101)]), 431,
            TerminationReason.HeadTooLarge },
        { "RFC 9110 section 15.5.15: a long target", Handshakes.Request("/chat/" + new string('x', 8 * 1024)), 414,
            TerminationReason.TargetTooLong },
        { "a TLS client on a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 400, Bad },
        { "no HTTP at all", "\0\x01\x02\xFF\xFE", 400, Bad },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_refused_request_is_answered_and_reaches_no_backend(
        string rule, string request, int status, TerminationReason reason)
    {
        Assert.NotEmpty(rule);
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            transport, TestRoutes.Route(TestRoutes.Pool(backend.Url), "/chat", host: "example.com"));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(request);
        var head = await client.ReadHeadAsync();
        var body = await client.ReadToEndAsync();
        client.Finish();

        Assert.Equal($"HTTP/1.1 {status}", head.StartLine[..12]);
        Assert.Equal(["text/plain; charset=utf-8"], head["Content-Type"]);
        Assert.Equal([$"{body.Bytes.Length}"], head["Content-Length"]);
        Assert.Contains("close", head["Connection"].Single());
        Assert.Equal(status == 426 ? "13" : null, head["Sec-WebSocket-Version"].SingleOrDefault());
        Assert.Equal(status == 426 ? "websocket" : null, head["Upgrade"].SingleOrDefault());
        Assert.False(body.Reset);
        foreach (var secret in (string[])[backend.EndPoint.ToString(), backend.EndPoint.Port.ToString(), "Exception", "   at ",
            "ActorProxy", ".cs"])
            Assert.DoesNotContain(secret, string.Join('\n', [head.StartLine, .. head.FieldLines, body.Text]));

        var refused = Assert.IsType<RefusedRequest>(Assert.Single(proxy.Log.All));
        Assert.Equal((reason, status, 0), (refused.Reason, refused.Status, refused.Attempt));
        Assert.Equal(client.Socket.LocalEndPoint, refused.Peer);
        Assert.Equal(head["X-Request-Id"].Single(), refused.Id);
        Assert.NotEmpty(refused.Detail);
        Assert.False(backend.HasConnection);
        await proxy.DrainedAsync();
    }

    [Theory] // RFC 9110 section 15.5.9
    [InlineData("")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: exam")]
    public async Task A_head_that_does_not_arrive_in_time_is_answered_408(string part)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(part);
        var answer = client.ReadHeadAsync();

        await proxy.PassUntilAsync(answer, proxy.Options.Handshake.HeadTimeout);

        Assert.Equal(408, (await answer).Status);
        Assert.False((await client.ReadToEndAsync()).Reset);
        Assert.Equal(TerminationReason.RequestTimeout, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        Assert.False(backend.HasConnection);
    }

    [Fact]
    public async Task Bytes_that_follow_a_408_do_not_take_the_answer_away()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await proxy.PassUntilAsync(proxy.Log.FirstAsync<RefusedRequest>(), proxy.Options.Handshake.HeadTimeout);

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Handshakes.Request());
            await proxy.TurnAsync();
        }
        client.Finish();

        Assert.Equal(408, (await client.ReadHeadAsync()).Status);
        Assert.False((await client.ReadToEndAsync()).Reset);
        Assert.Single(proxy.Log.All);
        Assert.False(backend.HasConnection);
    }

    [Fact]
    public async Task A_client_that_keeps_a_refused_connection_open_is_cut_after_the_close_timeout()
    {
        await using var proxy = await TestProxy.StartAsync(transport, "ws://127.0.0.1:1");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
        Assert.Equal(426, (await client.ReadHeadAsync()).Status);
        await client.ReadToEndAsync();

        await proxy.PassAsync(proxy.Options.Tunnel.CloseTimeout);

        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () =>
        {
            await client.SendAsync("x");
            await proxy.TurnAsync();
            await client.SendAsync("x");
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /chat HTTP/1.1\r\nHost: exam")]
    public async Task A_client_that_leaves_before_its_head_is_complete_is_counted_and_nothing_more(string part)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using (var client = await proxy.ConnectAsync())
            await client.SendAsync(part);

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();

        Assert.Equal((TerminationReason.ClientLost, null), (refused.Reason, refused.Status));
        Assert.Null(refused.Host);
        Assert.False(backend.HasConnection);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_head_that_arrives_byte_by_byte_is_a_head()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();

        foreach (var letter in Handshakes.Request())
        {
            Assert.False(backend.HasConnection);
            await client.SendAsync(letter.ToString());
        }

        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal("GET / HTTP/1.1", request.StartLine);
        upstream.Dispose();
    }

    public sealed class OnEpoll() : RefusalTests(TransportKind.Auto);

    public sealed class OnSockets() : RefusalTests(TransportKind.Sockets);
}
