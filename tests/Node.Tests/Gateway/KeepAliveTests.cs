using System.Globalization;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Connections that serve more than one request, on both sides.</summary>
public sealed class KeepAliveTests
{
    [Fact] // RFC 9112 section 9.3
    public async Task Requests_of_one_client_use_one_connection_on_either_side()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await AnswerAsync(upstream, client);

        for (var i = 2; i < 5; i++)
        {
            await client.SendAsync(Requests.Of("POST", $"/{i}", "Content-Length: 3") + "abc");
            Assert.Equal($"POST /{i} HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
            await upstream.ReadAsync(3);
            await AnswerAsync(upstream, client);
        }

        var served = await proxy.Log.AtLeastAsync<ServedRequest>(4);
        Assert.Equal(["/1", "/2", "/3", "/4"], served.Select(s => s.Path));
        Assert.Single(served.Select(s => s.Id).Distinct());
        Assert.Equal(4, served.Select(s => s.RequestId).Distinct().Count());
        Assert.False(backend.HasConnection);
    }

    [Fact] // RFC 9112 section 9.3.2
    public async Task Pipelined_requests_are_answered_in_order()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Get("/1") + Requests.Of("POST", "/2", "Content-Length: 1") + "x" + Requests.Get("/3"));
        var (upstream, first) = await backend.AcceptRequestAsync();
        Assert.Equal("GET /1 HTTP/1.1", first.StartLine);
        await AnswerAsync(upstream, client);
        Assert.Equal("POST /2 HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        Assert.Equal("x", await upstream.ReadTextAsync(1));
        await AnswerAsync(upstream, client);
        Assert.Equal("GET /3 HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        await AnswerAsync(upstream, client);
    }

    [Fact]
    public async Task A_later_request_may_come_byte_by_byte()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectServedAsync(backend);

        foreach (var c in "\r\n" + Requests.Of("POST", "/2", "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n")
            await client.SendAsync($"{c}");

        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal("POST /2 HTTP/1.1", request.StartLine);
        Assert.Equal("1\r\nx\r\n0\r\n\r\n", await upstream.ReadTextAsync(11));
        await AnswerAsync(upstream, client);
    }

    [Theory] // RFC 9112 section 9.3: a body is read, or the connection closed
    [InlineData("Content-Length: 3", "abc")]
    [InlineData("Transfer-Encoding: chunked", "3;x=y\r\nabc\r\n0\r\n\r\n")]
    public async Task A_client_goes_on_behind_the_proxys_own_answer_where_its_body_is_there(string field, string body)
    {
        using var port = new ClosedPort();
        await using var proxy = await GatewayProxy.StartAsync(port.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/first"));
        await AssertAnswerAsync(502);

        await client.SendAsync(Requests.Of("POST", "/", field) + body + Requests.Get("/next"));
        await AssertAnswerAsync(502); // its attempt has failed
        await AssertAnswerAsync(502);
        await client.SendAsync(Requests.Of("POST", "/", field).Replace("Host: example.com", "Host: [") + body + Requests.Get("/last"));
        await AssertAnswerAsync(400); // there was none
        await AssertAnswerAsync(502);

        Assert.Equal("/last", (await proxy.Log.AtLeastAsync<ServedRequest>(5))[4].Path);

        async Task AssertAnswerAsync(int status)
        {
            var head = await client.ReadHeadAsync();
            Assert.Equal(status, head.Status);
            await client.ReadTextAsync(int.Parse(head["Content-Length"].Single(), CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Behind_the_proxys_own_answer_none_goes_on_whose_body_is_not_there()
    {
        using var port = new ClosedPort();
        await using var proxy = await GatewayProxy.StartAsync(port.Url);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 4") + "abc");

        Assert.Equal((502, "close"), await client.ReadHeadAsync() is var head ? (head.Status, head["Connection"].Single()) : default);
        Assert.False((await client.ReadToEndAsync()).Reset);
    }

    [Fact] // RFC 9110 section 9.3.6
    public async Task Behind_a_refused_CONNECT_nothing_is_a_request()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n" + Requests.Get("/inner"));

        Assert.Equal((405, "close"), await client.ReadHeadAsync() is var head ? (head.Status, head["Connection"].Single()) : default);
        await client.ReadToEndAsync();
        Assert.False(backend.HasConnection);
    }

    [Fact] // RFC 9112 section 9.6
    public async Task Of_a_large_response_that_is_the_last_the_rest_is_not_lost_where_its_client_sends_more()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await GatewayProxy.StartAsync(
            options with { Tunnel = options.Tunnel with { CloseTimeout = TimeSpan.FromHours(1) } });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", "Connection: close"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        const int Size = 100_000;
        await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n{new string('x', Size)}");
        await client.ReadHeadAsync();
        Assert.Equal((Size, false), await client.ReadToEndAsync() is var end ? (end.Text.Length, end.Reset) : default);

        // A socket that is closed would answer what comes now with RST, upon which the kernel drops what it has not sent yet.
        await client.SendAsync("\r\n");
        Assert.Equal(1, proxy.Node.Context.Admission.Connections);
        client.Finish();
        await proxy.DrainedAsync();
        Assert.False((await client.ReadToEndAsync()).Reset);
    }

    [Fact] // RFC 9112 section 9.6
    public async Task A_client_that_asks_for_close_gets_its_response_and_a_FIN()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", "Connection: close"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal(["close"], (await client.ReadHeadAsync())["Connection"]);
        Assert.Equal(("ok", false), await client.ReadToEndAsync() is var end ? (end.Text, end.Reset) : default);
        client.Finish();
        await proxy.DrainedAsync();
    }

    [Theory]
    [InlineData("HTTP/1.1", "Connection: close")]
    [InlineData("HTTP/1.0", "X: y")]
    public async Task Its_place_is_free_then_whenever_it_closes(string version, string field)
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await GatewayProxy.StartAsync(
            options with { Tunnel = options.Tunnel with { CloseTimeout = TimeSpan.FromHours(1) } });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", field).Replace("HTTP/1.1", version));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);
        await client.ReadHeadAsync();
        Assert.Equal(("ok", false), await client.ReadToEndAsync() is var end ? (end.Text, end.Reset) : default);

        await proxy.DrainedAsync();
        Assert.Equal(0, proxy.Node.Context.Admission.Connections);
    }

    [Fact]
    public async Task A_client_that_is_silent_after_its_response_is_closed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions { KeepAliveTimeout = TimeSpan.FromSeconds(1) });
        using var client = await proxy.ConnectServedAsync(backend);

        var end = await client.ReadToEndAsync();

        Assert.Equal(("", false), (end.Text, end.Reset));
        client.Finish();
        await proxy.DrainedAsync();
        Assert.Single(proxy.Log.All);
    }

    [Fact] // RFC 9110 section 15.5.9
    public async Task A_second_head_that_does_not_arrive_in_time_is_answered_408()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await GatewayProxy.StartAsync(
            options with { Handshake = options.Handshake with { HeadTimeout = TimeSpan.FromSeconds(1) } });
        using var client = await proxy.ConnectServedAsync(backend);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: exam");

        Assert.Equal(408, (await client.ReadHeadAsync()).Status);
        Assert.Equal(408, (await proxy.Log.AtLeastAsync<ServedRequest>(2))[1].Status);
    }

    [Fact]
    public async Task A_client_that_leaves_between_two_requests_leaves_nothing_behind()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        var client = await proxy.ConnectServedAsync(backend);

        client.Dispose();

        await proxy.DrainedAsync();
        Assert.Single(proxy.Log.All);
    }

    private static async Task AnswerAsync(Peer upstream, Peer client)
    {
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
    }
}
