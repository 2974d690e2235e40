using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>What of a request and of its response reaches the other side as it was sent.</summary>
public sealed class WireTests
{
    [Theory] // RFC 9110 section 9.1
    [InlineData("patch")]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    [InlineData("M-SEARCH")]
    public async Task A_method_keeps_its_case(string method)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of(method, "/", "Content-Length: 0"));

        var (upstream, request) = await backend.AcceptRequestAsync();

        Assert.Equal($"{method} / HTTP/1.1", request.StartLine);
        Assert.Equal(["0"], request["Content-Length"]);
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // RFC 9110 section 8.6
    public async Task A_request_without_a_body_gets_no_length()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", "Content-Type: application/json", "X-Empty:"));

        var request = (await backend.AcceptRequestAsync()).Request;

        Assert.Empty(request["Content-Length"]);
        Assert.Empty(request["Transfer-Encoding"]);
        Assert.Equal(["application/json"], request["Content-Type"]);
        Assert.Equal([""], request["X-Empty"]);
    }

    [Fact] // RFC 9110 sections 5.5 and 10.2.1
    public async Task Empty_fields_of_a_response_pass_and_so_does_what_is_not_ASCII()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        await (await backend.AcceptRequestAsync()).Peer.SendAsync(
            "HTTP/1.1 405 No\r\nAllow:\r\nX-Empty: \r\nX-Text: caf\u00e9\r\nContent-Length: 0\r\n\r\n");

        var head = await client.ReadHeadAsync();

        Assert.Equal([""], head["Allow"]);
        Assert.Equal([""], head["X-Empty"]);
        Assert.Equal(["caf\u00e9"], head["X-Text"]);
        Assert.Single(head["Date"]); // RFC 9110 section 6.6.1
    }

    [Theory] // RFC 9110 section 7.6.1
    [InlineData("Connection: keep-alive, X-Hop")]
    [InlineData("Connection: X-Hop,")]
    [InlineData("Connection: , x-hop")]
    [InlineData("Connection: close\r\nConnection: X-HOP")]
    public async Task What_Connection_names_passes_neither_way(string connection)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", connection, "X-Hop: 1"));

        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync($"HTTP/1.1 200 OK\r\n{connection}\r\nX-Hop: 1\r\nContent-Length: 0\r\n\r\n");

        Assert.Empty(request["X-Hop"]);
        Assert.Empty((await client.ReadHeadAsync())["X-Hop"]);
    }

    [Theory] // RFC 9112 section 3.2.2, RFC 9110 sections 4.2.3 and 7.2
    [InlineData("http://example.com:80/x", "example.com", "/x")]
    [InlineData("HTTP://EXAMPLE.COM/x", "example.com:80", "/x")]
    [InlineData("https://example.com/x", "example.com:443", "/x")]
    [InlineData("/x", "example.com:", "/x")]
    [InlineData("/x", "[::]", "/x")]
    [InlineData("/x", "[::1]:8080", "/x")]
    [InlineData("/x", "127.0.0.1", "/x")]
    [InlineData("/x", "EXAMPLE.com.", "/x")]
    public async Task A_host_may_be_told_in_many_ways(string target, string host, string expected)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");

        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal($"GET {expected} HTTP/1.1", request.StartLine);
        Assert.Equal([host], request["Host"]);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Theory] // RFC 9112 section 3.2.4
    [InlineData("*")]
    [InlineData("http://example.com")]
    public async Task OPTIONS_may_ask_about_the_server_as_a_whole(string target)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("OPTIONS", target));

        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 204 No\r\nAllow: GET\r\n\r\n");

        Assert.Equal("OPTIONS * HTTP/1.1", request.StartLine);
        Assert.Equal(204, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // RFC 9110 section 7.8
    public async Task An_upgrade_to_something_else_is_passed_on_as_a_plain_request()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: x"));

        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);

        Assert.Empty(request["Upgrade"]);
        Assert.Empty(request["Connection"]);
        Assert.Empty(request["HTTP2-Settings"]);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // RFC 9110 section 15
    public async Task A_head_is_passed_on_when_it_has_come_and_not_with_its_body()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Content-Length: 4"));
        var upstream = (await backend.AcceptRequestAsync()).Peer;

        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);

        await client.SendAsync("body");
        Assert.Equal("body", await upstream.ReadTextAsync(4));
        await upstream.SendAsync("ok");
        Assert.Equal("ok", await client.ReadTextAsync(2));
    }

    [Fact] // RFC 9110 section 7.6.1, RFC 9112 section 6.3
    public async Task A_backend_cannot_keep_the_length_from_the_client()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        await (await backend.AcceptRequestAsync()).Peer.SendAsync(
            "HTTP/1.1 200 OK\r\nConnection: Content-Length\r\nContent-Length: 2\r\n\r\nok");

        Assert.Equal(["2"], (await client.ReadHeadAsync())["Content-Length"]);
        Assert.Equal("ok", await client.ReadTextAsync(2));
    }
}
