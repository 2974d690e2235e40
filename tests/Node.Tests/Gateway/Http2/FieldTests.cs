using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Fields that come by HTTP/2, of requests and of WebSockets (RFC 8441).</summary>
public sealed class FieldTests
{
    public static TheoryData<string, string> Malformed => new()
    {
        // RFC 9113 section 8.2.1
        { "x-real-ip ", "1" },
        { "x-client-subject ", "1" },
        { "transfer-encoding ", "chunked" },
        { "x-real-ip: 2001:db8:", "1" },
        { " folded", "1" },
        { "foo bar", "1" },
        { "a\u0001b", "1" },
        { "x", "a\u0001b" },
        { "x", "a\u001b[31m" },
        { "x", " a" },
        // RFC 9113 section 8.2.2
        { "keep-alive", "timeout=5" },
        { "proxy-connection", "keep-alive" },
        { "upgrade", "websocket" },
        { "transfer-encoding", "chunked" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_request_is_a_reset_of_its_stream_and_nothing_reaches_the_backend(string name, string value)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);

        Assert.Equal("RST 1", await client.ResultAsync(await client.BeginAsync(RawHttp2.Get((name, value)))));
        Assert.Equal("RST 1", await client.ResultAsync(await client.BeginAsync(RawHttp2.Connect((name, value)))));

        Assert.All(await proxy.Log.AtLeastAsync<ServedRequest>(2),
            s => Assert.Equal((TerminationReason.BadRequest, null), (s.Reason, s.Status)));
        Assert.False(backend.HasConnection);
        // The connection goes on.
        var good = await client.BeginAsync(RawHttp2.Get(("te", "trailers")));
        await (await backend.AcceptRequestAsync()).Peer.SendAsync(Answers.LastOk);
        Assert.Equal("200", await client.ResultAsync(good));
    }

    [Fact] // RFC 9110 section 5.5
    public async Task Fields_without_a_value_pass_in_head_and_trailers_of_a_response()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = proxy.Client();
        var asking = client.GetAsync("/");
        await (await backend.AcceptRequestAsync()).Peer.SendAsync("HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Two: a\r\nX-Two:\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer:\r\n\r\n");

        using var response = await asking;

        Assert.Equal([""], response.Headers.NonValidated["X-Empty"]);
        Assert.Equal(["a", ""], response.Headers.NonValidated["X-Two"]);
        Assert.Equal([""], response.TrailingHeaders.NonValidated["X-Trailer"]);
    }

    [Theory] // RFC 6585 section 5; the client was told of the limit (RFC 9113 section 6.5.2)
    [InlineData(32 * 1024 + 1)]
    [InlineData(100 * 1024)]
    [InlineData(200 * 1024)]
    public async Task A_field_that_is_too_large_is_a_431_and_tunnels_beside_it_live(int length)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var tunnel = await client.BeginAsync(RawHttp2.Connect());
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching.Replace(Handshakes.Accept, AcceptKey.Compute(request["Sec-WebSocket-Key"].Single())));
        Assert.Equal("200", await client.ResultAsync(tunnel));

        Assert.Equal("431", await client.ResultAsync(await client.BeginAsync(RawHttp2.Get(("x-big", new string('v', length))))));
        Assert.Equal("431", await client.ResultAsync(await client.BeginAsync(RawHttp2.Connect(("x-big", new string('v', length))))));

        await client.SendDataAsync(tunnel, Frame.FromClient("up"));
        Assert.Equal("up", (await upstream.ReadFrameAsync()).Text);
        await upstream.SendAsync(Frame.FromBackend("down"));
        Assert.Equal(Frame.FromBackend("down"), await client.ReadDataAsync(tunnel));
        Assert.Equal(32u * 1024, client.Told[6]);
        upstream.Dispose();
    }

    [Fact]
    public async Task Too_many_fields_are_a_431_with_an_event()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);

        var request = await client.BeginAsync(RawHttp2.Get([.. Enumerable.Range(0, 101).Select(i => ($"x-{i}", "v"))]));

        Assert.Equal("431", await client.ResultAsync(request));
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.HeadTooLarge, 431), (served.Reason, served.Status));
    }

    [Fact] // RFC 9113 section 8.2.3
    public async Task The_crumbs_of_a_Cookie_are_one_field_to_the_limits_and_to_the_backend()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var crumbs = Enumerable.Range(0, 180).Select(i => $"k{i}=v").ToArray();

        var request = await client.BeginAsync(RawHttp2.Get([.. crumbs.Select(c => ("cookie", c))]));
        var (upstream, seen) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.LastOk);

        Assert.Equal([string.Join("; ", crumbs)], seen["Cookie"]);
        Assert.Equal("200", await client.ResultAsync(request));
        upstream.Dispose();

        var tunnel = await client.BeginAsync(RawHttp2.Connect([.. crumbs.Select(c => ("cookie", c))]));
        (upstream, seen) = await backend.AcceptRequestAsync();
        Assert.Equal([string.Join("; ", crumbs)], seen["Cookie"]);
        await upstream.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal("403", await client.ResultAsync(tunnel));
        upstream.Dispose();
    }
}
