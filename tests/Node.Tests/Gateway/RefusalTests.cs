using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Plain requests that reach no backend, as the first of their connection and as a later one.</summary>
public sealed class RefusalTests
{
    private const TerminationReason Bad = TerminationReason.BadRequest;

    public static TheoryData<string, string, int, TerminationReason> Requests => new()
    {
        { "RFC 9110 section 9.3.8: TRACE", Get.Replace("GET", "TRACE"), 405, TerminationReason.MethodNotAllowed },
        { "RFC 9110 section 9.3.6: CONNECT", "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", 405,
            TerminationReason.MethodNotAllowed },
        { "RFC 9110 section 9.1: a method that is none", Get.Replace("GET", new string('A', 10_000)), 400, Bad },
        { "RFC 9112 section 3.2.2: the target's host is that of Host", Get.Replace("GET /", "GET http://other.example/"), 400, Bad },
        { "RFC 9112 section 6.1: Transfer-Encoding beside Content-Length",
            Post("Transfer-Encoding: chunked", "Content-Length: 5") + "0\r\n\r\n", 400, Bad },
        { "RFC 9112 section 6.1: Content-Length beside Transfer-Encoding",
            Post("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n", 400, Bad },
        { "RFC 9112 section 6.3: two Content-Lengths", Post("Content-Length: 5", "Content-Length: 6") + "hello", 400, Bad },
        { "RFC 9112 section 6.3: a Content-Length that is a list", Post("Content-Length: 5, 5") + "hello", 400, Bad },
        { "RFC 9112 section 6.3: a Content-Length with a sign", Post("Content-Length: +5") + "hello", 400, Bad },
        { "RFC 9112 section 6.3: a Content-Length of minus nothing", Post("Content-Length: -0"), 400, Bad },
        { "RFC 9112 section 6.3: a Content-Length with a vertical tab", Post("Content-Length: 5\x0b") + "hello", 400, Bad },
        { "RFC 9110 section 5.5: no control characters in values", Get.Replace("\r\n\r\n", "\r\nX: a\x01b\r\n\r\n"), 400, Bad },
        { "RFC 9110 section 5.1: names are tokens", Get.Replace("\r\n\r\n", "\r\nx-real-ip(: a\r\n\r\n"), 400, Bad },
        { "RFC 9112 section 2.2: a bare LF ends no line", Get.Replace("\r\nHost", "\nHost"), 400, Bad },
        { "RFC 9110 section 7.2: a Host with an empty label", Get.Replace("example.com", "a..b"), 400, Bad },
        { "RFC 9110 section 7.2: a Host that begins with a dot", Get.Replace("example.com", ".example"), 400, Bad },
        { "RFC 9110 section 7.2: a Host that is a dot", Get.Replace("example.com", "."), 400, Bad },
        { "RFC 9110 section 7.2: a Host that no DNS has", Get.Replace("example.com", "a~b"), 400, Bad },
        { "RFC 9112 section 6.1: another coding", Post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n", 400, Bad },
        { "RFC 9112 section 6.1: chunked is last", Post("Transfer-Encoding: chunked, identity") + "0\r\n\r\n", 400, Bad },
        { "RFC 9112 section 6.1: a disguised chunked", Post("Transfer-Encoding: xchunked") + "0\r\n\r\n", 400, Bad },
        { "RFC 9110 section 7.6.1: Connection does not strip Authorization",
            Get.Replace("\r\n\r\n", "\r\nConnection: Authorization\r\n\r\n"), 400, Bad },
        { "RFC 9110 section 7.6.1: Connection does not strip X-Forwarded-For",
            Get.Replace("\r\n\r\n", "\r\nConnection: X-Forwarded-For\r\n\r\n"), 400, Bad },
        { "RFC 3986 section 3.3: no dot segments", Get.Replace("GET /", "GET /chat/../admin"), 400, Bad },
        { "RFC 3986 section 3.3: no encoded dot segments", Get.Replace("GET /", "GET /chat/%2e%2E/admin"), 400, Bad },
        { "RFC 9112 section 3.2: one Host, not none", Get.Replace("Host: example.com\r\n", ""), 400, Bad },
        { "RFC 9112 section 3.2: one Host, not two", Get.Replace("Host:", "Host: example.com\r\nHost:"), 400, Bad },
        { "RFC 9112 section 5.2: no line folding", Get.Replace("Host: ", "X: y\r\n z\r\nHost: "), 400, Bad },
        { "RFC 9112 section 5.1: no space before the colon", Get.Replace("Host:", "Host :"), 400, Bad },
        { "a host without route", Get.Replace("example.com", "other.example"), 404, TerminationReason.NoRoute },
        { "RFC 6585 section 5: bytes of the head", Get.Replace("\r\n\r\n", $"\r\nX: {new string('x', 33 * 1024)}\r\n\r\n"), 431,
            TerminationReason.HeadTooLarge },
        { "RFC 6585 section 5: fields of the head", Get.Replace("\r\n\r\n", string.Concat(Enumerable.Repeat("\r\nX: y", 101)) + "\r\n\r\n"),
            431, TerminationReason.HeadTooLarge },
        { "RFC 9110 section 15.5.15: a long target", Get.Replace("GET /", "GET /" + new string('x', 9 * 1024)), 414,
            TerminationReason.TargetTooLong },
        { "RFC 9110 section 15.5.14: a long body", Post("Content-Length: 1001"), 413, TerminationReason.BodyTooLarge },
    };

    private static string Get => Gateway.Requests.Get();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_first_request_that_is_refused_is_answered_in_words(
        string rule, string request, int status, TerminationReason reason)
    {
        Assert.NotEmpty(rule);
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(request);
        var head = await client.ReadHeadAsync();

        Assert.Equal(status, head.Status);
        Assert.Equal(["text/plain; charset=utf-8"], head["Content-Type"]);
        Assert.StartsWith($"{status} ", await client.ReadTextAsync(
            int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(status == 405 ? ["GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"] : [], head["Allow"]);
        var told = Assert.Single(await proxy.Log.AtLeastAsync<object>(1));
        Assert.Equal((reason, status), told is ServedRequest s
            ? (s.Reason, s.Status)
            : told is RefusedRequest r ? (r.Reason, r.Status) : default);
        Assert.False(backend.HasConnection);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_later_request_is_refused_as_well(string rule, string request, int status, TerminationReason reason)
    {
        Assert.NotEmpty(rule);
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectServedAsync(backend);

        await client.SendAsync(request + "GET /smuggled HTTP/1.1\r\nHost: example.com\r\n\r\n");

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
        var told = (await proxy.Log.AtLeastAsync<ServedRequest>(2))[1];
        Assert.Equal((reason, status), (told.Reason, told.Status));
        if (reason == Bad && request.StartsWith("POST", StringComparison.Ordinal))
        {
            await client.ReadToEndAsync();
            Assert.False(backend.HasConnection);
        }
    }

    [Fact] // RFC 9112 section 9.3.2
    public async Task A_refusal_waits_for_the_answers_to_requests_before_it()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Get + "HEAD / HTTP/1.1\nHost: example.com\r\n\r\n" + Get);
        await (await backend.AcceptRequestAsync()).Peer.SendAsync(Answers.LastOk);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
        var head = await client.ReadHeadAsync();
        Assert.Equal((400, "close"), (head.Status, head["Connection"].Single()));
        var end = await client.ReadToEndAsync();
        Assert.StartsWith("400 Bad Request: Line 1 of the head ends in a bare LF", end.Text);
        Assert.False(end.Reset);
        Assert.False(backend.HasConnection);
    }

    [Fact]
    public async Task A_HEAD_that_is_refused_for_its_length_is_answered_without_a_body()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectServedAsync(backend);
        await client.SendAsync(Gateway.Requests.Of("HEAD", "/", "Content-Length: +1"));

        Assert.Equal(400, (await client.ReadHeadAsync()).Status);
        Assert.Empty((await client.ReadToEndAsync()).Bytes);
    }

    [Fact] // RFC 9110 section 15.5.14
    public async Task A_body_that_grows_beyond_the_limit_is_a_413()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Post("Transfer-Encoding: chunked") + "3e8\r\n" + new string('x', 1000) + "\r\n");
        var (upstream, _) = await backend.AcceptRequestAsync();
        await client.SendAsync("1\r\nx\r\n");

        Assert.Equal(413, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.BodyTooLarge, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
    }

    [Fact] // RFC 9112 section 7.1
    public async Task A_broken_chunk_is_a_400_and_the_end_of_the_connection()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Post("Transfer-Encoding: chunked") + "zz\r\n");

        Assert.Equal(400, (await client.ReadHeadAsync()).Status);
        Assert.Equal(Bad, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact]
    public async Task A_refusal_without_a_body_leaves_the_connection_to_the_next_request()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Get.Replace("example.com", "other.example"));
        var head = await client.ReadHeadAsync();
        await client.ReadAsync(int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture));

        await client.SendAsync(Get);
        await (await backend.AcceptRequestAsync()).Peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal((404, 200), (head.Status, (await client.ReadHeadAsync()).Status));
    }

    [Theory]
    [InlineData("GET /a?token=secret", "other.example", "other.example", "/a")]
    [InlineData("TRACE /a", "example.com", "example.com", "/a")]
    [InlineData("GET /a/../b", "example.com", "example.com", null)]
    public async Task The_access_log_says_where_a_request_wanted_to_go_that_went_nowhere(
        string line, string host, string wantedHost, string? wantedPath)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync($"{line} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        await client.ReadHeadAsync();

        var told = Assert.Single(await proxy.Log.AtLeastAsync<object>(1));
        Assert.Equal((wantedHost, wantedPath), told is ServedRequest s
            ? (s.Host, s.Path)
            : told is RefusedRequest r ? (r.Host, r.Path) : default);
    }

    [Theory]
    [InlineData("other.example", "Sec-WebSocket-Version: 13", "/a")]
    [InlineData("example.com", "Sec-WebSocket-Version: 8", "/a")]
    public async Task The_access_log_says_where_an_upgrade_wanted_to_go_that_was_refused(string host, string version, string path)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshakes.Request("/a?token=secret", host).Replace("Sec-WebSocket-Version: 13", version));
        await client.ReadHeadAsync();

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((host, path, null), (refused.Host, refused.Path, refused.Route));
    }

    [Fact]
    public async Task The_access_log_does_not_repeat_a_path_that_is_too_long()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectServedAsync(backend);

        await client.SendAsync(Get.Replace("GET /", "GET /" + new string('x', 9 * 1024)));
        await client.ReadHeadAsync();

        var told = (await proxy.Log.AtLeastAsync<ServedRequest>(2))[1];
        Assert.Equal((TerminationReason.TargetTooLong, null, null), (told.Reason, told.Host, told.Path));
    }

    private static string Post(params string[] fields) => Gateway.Requests.Of("POST", "/", fields);

    private static Task<GatewayProxy> StartAsync(ScriptedBackend backend) => GatewayProxy.StartAsync(
        TestRoutes.Route(TestRoutes.Pool(backend.Url), host: "example.com"), new HttpOptions { MaxBodySize = 1000 });
}
