using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>Request bodies: whose answer comes early, whose client sends no more, or whose trailers are to pass.</summary>
public sealed class UploadTests
{
    [Theory] // RFC 9110 sections 10.1.1 and 15.5.14, RFC 9112 section 9.3
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_early_answer_to_an_upload_arrives(bool reset)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 16777216") + new string('x', 64 * 1024));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
        if (reset)
            upstream.Reset();

        var head = await client.ReadHeadAsync();

        Assert.Equal((413, "close"), (head.Status, head["Connection"].Single()));
        Assert.Equal("big", await client.ReadTextAsync(3));
        Assert.Equal((TerminationReason.Completed, 413),
            await proxy.Log.FirstAsync<ServedRequest>() is var s ? (s.Reason, s.Status) : default);
        client.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact] // RFC 9112 section 9.3
    public async Task The_rest_of_an_upload_reaches_a_backend_that_has_answered_and_reads_on()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/1", "Content-Length: 6") + "abc");
        var (upstream, _) = await backend.AcceptRequestAsync();
        Assert.Equal("abc", await upstream.ReadTextAsync(3));
        await upstream.SendAsync(Answers.Ok);
        var head = await client.ReadHeadAsync();
        Assert.Equal((200, 0), (head.Status, head["Connection"].Length));
        Assert.Equal("ok", await client.ReadTextAsync(2));

        await client.SendAsync("def" + Requests.Get("/2"));

        // What a server that reads on nevertheless takes for a request is answered to nobody else.
        Assert.Equal("def", (await upstream.ReadToEndAsync()).Text);
        var (next, request) = await backend.AcceptRequestAsync();
        Assert.Equal("GET /2 HTTP/1.1", request.StartLine);
        await next.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        var served = await proxy.Log.AtLeastAsync<ServedRequest>(2);
        Assert.Equal((TerminationReason.Completed, 6L), (served[0].Reason, served[0].BytesFromClient));
    }

    [Theory] // RFC 9112 section 9.6
    [InlineData("HTTP/1.1", "Connection: close\r\n")]
    [InlineData("HTTP/1.0", "")]
    public async Task Behind_an_early_answer_of_a_backend_that_closes_the_client_is_told_that_its_own_does(string version, string field)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 6") + "abc");
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync($"{version} 200 OK\r\n{field}Content-Length: 2\r\n\r\nok");

        Assert.Equal((200, "close"), await client.ReadHeadAsync() is var head ? (head.Status, head["Connection"].Single()) : default);
        Assert.Equal("ok", (await client.ReadToEndAsync()).Text);
    }

    [Theory]
    [InlineData("Content-Length: 6", "abc", true, TerminationReason.ClientLost)]
    [InlineData("Transfer-Encoding: chunked", "3\r\nabcGARBAGE\r\n", false, TerminationReason.BadRequest)]
    public async Task An_upload_that_breaks_off_behind_its_early_answer_is_told_as_that(
        string field, string body, bool ends, TerminationReason reason)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", field) + body[..3]);
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
        await client.SendAsync(body[3..]);
        if (ends)
            client.Finish();

        Assert.Equal((reason, 200), await proxy.Log.FirstAsync<ServedRequest>() is var s ? (s.Reason, s.Status) : default);
        await upstream.ReadToEndAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_send_the_rest_is_waited_for_no_longer_than_it_may_be_silent()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)),
            new HttpOptions { ActivityTimeout = TimeSpan.FromSeconds(1) });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 6") + "abc");
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", (await client.ReadToEndAsync()).Text);
        Assert.Equal("abc", (await upstream.ReadToEndAsync()).Text);
        Assert.Equal((TerminationReason.Completed, 3L),
            await proxy.Log.FirstAsync<ServedRequest>() is var s ? (s.Reason, s.BytesFromClient) : default);
    }

    [Theory] // RFC 9112 section 6.3
    [InlineData("POST", "Content-Length: 42", "GET /phantom HTTP/1.1\r\nHost: h.example\r\n\r\n")]
    [InlineData("GET", "X: y", "")]
    public async Task A_client_that_sends_no_more_is_answered(string method, string field, string body)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of(method, "/", field) + body);
        client.Finish();
        var (upstream, _) = await backend.AcceptRequestAsync();
        Assert.Equal(body, await upstream.ReadTextAsync(body.Length));
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        await upstream.SendAsync("1\r\nk\r\n0\r\n\r\n");

        Assert.Equal(("1\r\no\r\n1\r\nk\r\n0\r\n\r\n", false), await client.ReadToEndAsync() is var end ? (end.Text, end.Reset) : default);
        Assert.Equal(TerminationReason.Completed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.False(backend.HasConnection);
        await proxy.DrainedAsync();
    }

    [Fact] // RFC 9112 section 8
    public async Task A_client_that_ends_within_its_request_is_not_served()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 5") + "hel");
        var (upstream, _) = await backend.AcceptRequestAsync();
        Assert.Equal("hel", await upstream.ReadTextAsync(3));

        client.Finish();

        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
        await proxy.DrainedAsync();
    }

    [Theory] // RFC 9110 sections 6.5.1 and 6.6.2: announced or not
    [InlineData("X: y")]
    [InlineData("Trailer: X-Sum")]
    public async Task Trailers_pass_both_ways(string field)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Transfer-Encoding: chunked", "TE: trailers", "Connection: TE", field)
            + "2\r\nok\r\n0\r\nX-Sum: 1\r\nX-Forwarded-For: 203.0.113.9\r\nAuthorization: b\r\n\r\n");
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal("2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n", await upstream.ReadTextAsync(22));
        Assert.Equal(field[0] == 'T' ? ["X-Sum"] : [], request["Trailer"]);

        await upstream.SendAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{field}\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 2\r\n\r\n");

        Assert.Equal(field[0] == 'T' ? ["X-Sum"] : [], (await client.ReadHeadAsync())["Trailer"]);
        Assert.Equal("2\r\nok\r\n0\r\nX-Sum: 2\r\n\r\n", await client.ReadTextAsync(22));
        Assert.Equal((2, 2), await proxy.Log.FirstAsync<ServedRequest>() is var s ? (s.BytesFromClient, s.BytesToClient) : default);
    }

    [Theory] // RFC 9112 section 7.1
    [InlineData("2;\r\nok\r\n0\r\n\r\n")]
    [InlineData("2 \r\nok\r\n0\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\nX : y\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\n x\r\n\r\n")]
    [InlineData("2\nok\r\n0\r\n\r\n")]
    public async Task A_malformed_body_is_a_400(string body)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Transfer-Encoding: chunked") + body + Requests.Get("/smuggled"));

        Assert.Equal(400, (await client.ReadHeadAsync()).Status);
        await client.ReadToEndAsync();
        Assert.Equal(TerminationReason.BadRequest, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact] // RFC 9112 section 9.3.2
    public async Task A_request_that_is_pipelined_behind_an_upload_stays_as_it_was_sent()
    {
        const int Size = 6_000_000;
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with { Transport = new TransportSettings { Loops = 1 } });
        using var client = await proxy.ConnectAsync();
        var sending = client.SendAsync(Requests.Of("POST", "/1", $"Content-Length: {Size}") + new string('x', Size) + Requests.Get("/2"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        // Until it is read, the proxy waits for its backend, with the rest in its own socket.
        await Wait.UntilAsync(() => upstream.Socket.Available > 64 * 1024, "a part of the upload");
        for (var left = Size; left > 0; left -= Math.Min(left, 1 << 20))
            await upstream.ReadAsync(Math.Min(left, 1 << 20));
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + new string('y', 60_000));
        await sending;

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        await client.ReadAsync(60_000);
        Assert.Equal("GET /2 HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
    }

    [Fact]
    public async Task An_answer_that_comes_before_the_trailers_do_leaves_nothing_behind()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n");
        var (upstream, _) = await backend.AcceptRequestAsync();
        Assert.Equal("1\r\nx\r\n0\r\n", await upstream.ReadTextAsync(9));
        await upstream.SendAsync("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(404, (await client.ReadHeadAsync()).Status);

        client.Dispose();

        await proxy.DrainedAsync();
    }

    [Fact] // RFC 9110 section 15.5.14
    public async Task A_body_that_is_too_large_does_not_reach_the_backend_whole()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions { MaxBodySize = 1000 });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(
            Requests.Of("POST", "/", "Transfer-Encoding: chunked") + $"bb8\r\n{new string('x', 3000)}\r\n0\r\n\r\n");

        Assert.Equal(413, (await client.ReadHeadAsync()).Status);
        using var upstream = await backend.AcceptAsync();
        Assert.DoesNotContain("0\r\n\r\n", (await upstream.ReadToEndAsync()).Text);
    }

    [Theory] // with the body at hand, and with an answer under way
    [InlineData("Content-Length: 2", "ab", "")]
    [InlineData("Content-Length: 9", "ab", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")]
    public async Task A_client_that_breaks_off_takes_its_request_from_the_backend(string field, string body, string answer)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions { ActivityTimeout = TimeSpan.FromHours(1) });
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("PUT", "/", field) + body);
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.ReadAsync(2);
        if (answer != "")
        {
            await upstream.SendAsync(answer);
            await client.ReadHeadAsync();
        }

        client.Reset();

        await upstream.ReadToEndAsync();
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await proxy.DrainedAsync();
    }

    [Theory] // RFC 9110 sections 10.1.1 and 15.5.9: whose silence it is
    [InlineData("X: y", "abc", 408, TerminationReason.RequestTimeout)]
    [InlineData("Expect: 100-continue", "", 504, TerminationReason.BackendTimeout)]
    public async Task A_body_that_does_not_come_is_its_clients(string field, string body, int status, TerminationReason reason)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions { ActivityTimeout = TimeSpan.FromSeconds(1) });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 100", field) + body);
        var (upstream, _) = await backend.AcceptRequestAsync();

        Assert.Equal((status, "close"), await client.ReadHeadAsync() is var head ? (head.Status, head["Connection"].Single()) : default);
        Assert.Equal(reason, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
        client.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task Requests_that_were_pipelined_before_a_client_sends_no_more_are_all_answered()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1") + Requests.Get("/2") + Requests.Get("/3"));
        client.Finish();
        var (upstream, _) = await backend.AcceptRequestAsync();
        for (var i = 1; i <= 3; i++)
        {
            await upstream.SendAsync(Answers.Ok);
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
            Assert.Equal("ok", await client.ReadTextAsync(2));
            if (i < 3)
                Assert.Equal($"GET /{i + 1} HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        }
        Assert.False((await client.ReadToEndAsync()).Reset);
    }
}
