using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>What a backend's answer to the upgrade becomes for the client: no 101 before a validated one.</summary>
public abstract class BackendAnswerTests(TransportKind transport)
{
    private static readonly string Valid = Handshakes.Switching;

    public static TheoryData<string, string> BrokenAnswers => new()
    {
        { "RFC 6455 section 4.1: the accept answers the key", Valid.Replace(Handshakes.Accept, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=") },
        { "RFC 6455 section 4.1: there is an accept", Valid.Replace($"Sec-WebSocket-Accept: {Handshakes.Accept}\r\n", "") },
        { "RFC 6455 section 4.1: there is one accept", Handshakes.Response($"Sec-WebSocket-Accept: {Handshakes.Accept}") },
        { "RFC 6455 section 4.1: Upgrade is there", Valid.Replace("Upgrade: websocket\r\n", "") },
        { "RFC 6455 section 4.1: Upgrade is websocket", Valid.Replace("Upgrade: websocket", "Upgrade: h2c") },
        { "RFC 6455 section 4.1: Connection names upgrade", Valid.Replace("Connection: Upgrade", "Connection: close") },
        { "RFC 6455 section 4.1: the subprotocol was offered", Handshakes.Response("Sec-WebSocket-Protocol: other") },
        { "RFC 6455 section 4.2.2: one subprotocol", Handshakes.Response("Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: chat") },
        { "RFC 6455 section 4.1: the extension was offered", Handshakes.Response("Sec-WebSocket-Extensions: permessage-deflate") },
        { "RFC 9110 section 15.2.2: a 101 is HTTP/1.1", Valid.Replace("HTTP/1.1", "HTTP/1.0") },
        { "RFC 9112 section 2.2: a bare LF ends no line", Valid.Replace("\r\n", "\n") },
        { "RFC 9112 section 4: a status line", "101 Switching Protocols\r\n\r\n" },
        { "RFC 9112 section 4: no control characters in it", Valid.Replace("Switching", "\u001b[31m") },
        { "RFC 9112 section 6.3: one meaning of the length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" },
        { "garbage", "\x15\x03\x01\x00\x02\x02\x0A" },
        { "a head beyond the limit", "HTTP/1.1 200 OK\r\nX-Big: " + new string('x', 33 * 1024) + "\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task A_broken_answer_is_a_502_and_never_a_101(string rule, string answer)
    {
        Assert.NotEmpty(rule);
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: "Sec-WebSocket-Protocol: chat"));
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync(answer);

        var head = await client.ReadHeadAsync();
        var body = await client.ReadToEndAsync();
        Assert.Equal(502, head.Status);
        Assert.Equal(["text/plain; charset=utf-8"], head["Content-Type"]);
        Assert.DoesNotContain(backend.EndPoint.Port.ToString(), body.Text);
        var refused = Assert.IsType<RefusedRequest>(Assert.Single(proxy.Log.All));
        Assert.Equal((TerminationReason.BackendBadHandshake, 502, 1, backend.Url),
            (refused.Reason, refused.Status, refused.Attempt, refused.Backend));
        await upstream.ReadToEndAsync();
        client.Finish();
        await proxy.DrainedAsync();
        upstream.Dispose();
    }

    [Fact] // RFC 9110 section 15.2
    public async Task Interim_responses_before_the_101_are_passed_over()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + Valid);

        var head = await client.ReadHeadAsync();
        Assert.Equal(101, head.Status);
        Assert.Equal([Handshakes.Accept], head["Sec-WebSocket-Accept"]);
        Assert.Empty(head["Link"]);
        upstream.Dispose();
    }

    public static TheoryData<string, string> TolerableAnswers => new()
    {
        { "RFC 9112 section 4: no space behind the code, where there is no phrase", Valid.Replace(" Switching Protocols", "") },
        { "RFC 9112 section 6.3: a 101 has no body, whatever Content-Length says", Handshakes.Response("Content-Length: 0") },
        { "RFC 9112 section 6.3: nor whatever Transfer-Encoding says", Handshakes.Response("Transfer-Encoding: chunked") },
    };

    [Theory]
    [MemberData(nameof(TolerableAnswers))]
    public async Task A_101_that_has_one_meaning_is_passed_on_in_order(string rule, string answer)
    {
        Assert.NotEmpty(rule);
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: ["Sec-WebSocket-Protocol:", "Sec-WebSocket-Extensions: ,"]));
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Empty(request["Sec-WebSocket-Protocol"]); // RFC 6455 section 4.1: the client's is empty
        Assert.Empty(request["Sec-WebSocket-Extensions"]);

        await upstream.SendAsync(answer);
        await upstream.SendAsync(Frame.FromBackend("hello"));

        var head = await client.ReadHeadAsync();
        Assert.Equal("HTTP/1.1 101 Switching Protocols", head.StartLine);
        Assert.Empty(head["Content-Length"]);
        Assert.Empty(head["Transfer-Encoding"]);
        Assert.Equal("hello", (await client.ReadFrameAsync()).Text);
        upstream.Dispose();
    }

    [Fact] // RFC 6455 section 4.2.2
    public async Task The_101_carries_subprotocol_extensions_and_fields_of_the_backend()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: ["Sec-WebSocket-Protocol: soap, chat",
            "Sec-WebSocket-Extensions: permessage-deflate"]));
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync(Handshakes.Response("Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Extensions: permessage-deflate",
            "Set-Cookie: a=b", "Keep-Alive: 5"));

        var head = await client.ReadHeadAsync();
        Assert.Equal("HTTP/1.1 101 Switching Protocols", head.StartLine);
        Assert.Equal(["chat"], head["Sec-WebSocket-Protocol"]);
        Assert.Equal(["permessage-deflate"], head["Sec-WebSocket-Extensions"]);
        Assert.Equal(["a=b"], head["Set-Cookie"]);
        Assert.Equal(["websocket"], head["Upgrade"]);
        Assert.Equal(["Upgrade"], head["Connection"]);
        Assert.Empty(head["Keep-Alive"]);
        Assert.Equal("chat", (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Subprotocol);
        upstream.Dispose();
    }

    [Theory] // RFC 9112 section 6.3: body by length, by chunks, by the end of the connection
    [InlineData(200, "Content-Length: 5", "hello", "extra", "hello")]
    [InlineData(401, "Content-Length: 2", "no", "", "no")]
    [InlineData(403, "Content-Length: 0", "", "", "")]
    [InlineData(404, "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n", "extra", "5\r\nhello\r\n0\r\n\r\n")]
    [InlineData(500, "X: y", "until the end", "", "d\r\nuntil the end\r\n0\r\n\r\n")]
    public async Task An_ordinary_answer_is_relayed_and_the_connection_closed(
        int status, string field, string body, string behind, string relayed)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync($"HTTP/1.1 {status} Reason\r\n{field}\r\nWWW-Authenticate: Basic\r\n\r\n");
        await upstream.SendAsync(body + behind);
        upstream.Finish();

        var head = await client.ReadHeadAsync();
        var end = await client.ReadToEndAsync();
        client.Finish();
        Assert.Equal($"HTTP/1.1 {status} Reason", head.StartLine);
        Assert.Equal(["Basic"], head["WWW-Authenticate"]);
        Assert.Equal(["close"], head["Connection"]);
        Assert.Contains(field, head.FieldLines);
        Assert.Equal((relayed, false), (end.Text, end.Reset));
        var refused = Assert.IsType<RefusedRequest>(Assert.Single(proxy.Log.All));
        Assert.Equal((TerminationReason.BackendDeclined, (int?)status), (refused.Reason, refused.Status));
        await proxy.DrainedAsync();
        upstream.Dispose();
    }

    [Fact] // RFC 9112 section 8: an incomplete body must not look complete
    public async Task A_body_that_breaks_off_by_reset_is_not_ended_with_FIN()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\n\r\nhalf");
        await client.ReadHeadAsync();
        Assert.Equal("4\r\nhalf\r\n", await client.ReadTextAsync(9));

        upstream.Reset();

        Assert.True((await client.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task A_body_that_stalls_is_cut_after_the_response_timeout()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        await client.ReadHeadAsync();
        Assert.Equal("half", await client.ReadTextAsync(4));

        var end = client.ReadToEndAsync();
        await proxy.PassUntilAsync(end, proxy.Options.Handshake.ResponseTimeout);

        Assert.Empty((await end).Bytes);
        Assert.True((await upstream.ReadToEndAsync()).Reset);
    }

    public sealed class OnEpoll() : BackendAnswerTests(TransportKind.Auto);

    public sealed class OnSockets() : BackendAnswerTests(TransportKind.Sockets);
}
