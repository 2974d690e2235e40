using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>What is framed by the streams of HTTP/2 on the one side, and on a connection of HTTP/1.1 on the other.</summary>
public sealed class StreamBodyTests
{
    private static (string, string)[] Post(params (string, string)[] fields) =>
        [(":method", "POST"), (":scheme", "https"), (":authority", "localhost"), (":path", "/"), .. fields];

    [Fact] // RFC 9110 section 6.5.1, RFC 9113 section 8.1
    public async Task A_body_without_a_length_goes_in_chunks_and_its_trailers_behind_it()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var stream = await client.BeginAsync(Post(("te", "trailers"), ("trailer", "x-sum")), isWhole: false);
        await client.SendDataAsync(stream, "hello"u8.ToArray());
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal(["chunked"], request["Transfer-Encoding"]);
        Assert.Equal(["x-sum"], request["Trailer"]);
        Assert.Equal("5\r\nhello\r\n", await upstream.ReadTextAsync(10));

        await client.SendTrailersAsync(stream, ("x-sum", "1"), ("x-forwarded-for", "203.0.113.9"), ("authorization", "b"));

        Assert.Equal("0\r\nx-sum: 1\r\n\r\n", await upstream.ReadTextAsync(15));
        await upstream.SendAsync(Answers.LastOk);
        Assert.Equal("200", await client.ResultAsync(stream));
        Assert.Equal(5, (await proxy.Log.FirstAsync<ServedRequest>()).BytesFromClient);
    }

    [Fact]
    public async Task A_body_with_a_length_goes_as_it_is()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var stream = await client.BeginAsync(Post(("content-length", "5")), isWhole: false);
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal(["5"], request["Content-Length"]);
        Assert.Empty(request["Transfer-Encoding"]);
        await client.SendDataAsync(stream, "he"u8.ToArray());
        Assert.Equal("he", await upstream.ReadTextAsync(2));

        await client.SendDataAsync(stream, "llo"u8.ToArray());
        await client.EndAsync(stream);

        Assert.Equal("llo", await upstream.ReadTextAsync(3));
        await upstream.SendAsync(Answers.LastOk);
        Assert.Equal("200", await client.ResultAsync(stream));
    }

    [Fact] // RFC 9113 section 8.1: the answer may come before the request is complete
    public async Task An_early_answer_to_an_upload_arrives()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var stream = await client.BeginAsync(Post(), isWhole: false);
        await client.SendDataAsync(stream, new byte[1000]);
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");

        Assert.Equal("404", await client.ResultAsync(stream));
        Assert.Equal("no"u8.ToArray(), await client.ReadDataAsync(stream));
        Assert.Equal(TerminationReason.Completed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
    }

    [Fact] // RFC 9110 section 15.2
    public async Task Interim_responses_are_passed_on_before_the_final_one()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var stream = await client.BeginAsync(RawHttp2.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
        Assert.Equal("102", await client.ResultAsync(stream));
        Assert.Equal("103", await client.ResultAsync(stream));

        await upstream.SendAsync(Answers.LastOk);
        Assert.Equal("200", await client.ResultAsync(stream));
        Assert.Equal(200, (await proxy.Log.FirstAsync<ServedRequest>()).Status);
    }

    [Fact] // RFC 9110 section 10.1.1: nobody but the backend says that it wants the body
    public async Task A_client_that_expects_100_hears_it_of_the_backend()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var wanted = await client.BeginAsync(Post(("expect", "100-continue"), ("content-length", "2")), isWhole: false);
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal(["100-continue"], request["Expect"]);

        await upstream.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        Assert.Equal("100", await client.ResultAsync(wanted));
        await client.SendDataAsync(wanted, "ok"u8.ToArray());
        await client.EndAsync(wanted);
        Assert.Equal("ok", await upstream.ReadTextAsync(2));
        await upstream.SendAsync(Answers.LastOk);
        Assert.Equal("200", await client.ResultAsync(wanted));

        var unwanted = await client.BeginAsync(Post(("expect", "100-continue"), ("content-length", "2")), isWhole: false);
        (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.Equal("417", await client.ResultAsync(unwanted));
    }

    [Fact] // RFC 9110 section 15.3.6
    public async Task A_205_has_no_content()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);
        var stream = await client.BeginAsync(RawHttp2.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 205 Reset Content\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");

        Assert.Equal("205", await client.ResultAsync(stream));
        Assert.Equal(TerminationReason.Completed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Theory] // RFC 9113 section 8.1.1
    [InlineData("RST 1", ":method", "GET", ":scheme", "https", ":authority", "localhost")]
    [InlineData("RST 1", ":method", "GET", ":scheme", "http", ":authority", "localhost", ":path", "/")]
    [InlineData("GOAWAY 1", ":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/", "Upper", "x")]
    [InlineData("GOAWAY 1", ":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/", "content-length", "x")]
    [InlineData("GOAWAY 1", ":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/", "content-length",
        "1234567890123456789012345678901234567890")]
    public async Task What_the_server_refuses_by_itself_has_an_event(string expected, params string[] fields)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(backend.Url);
        using var client = await RawHttp2.ConnectAsync(proxy);

        var stream = await client.BeginAsync([.. fields.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        Assert.Equal(expected, await client.ResultAsync(stream));
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.BadRequest, (int?)null), (served.Reason, served.Status));
        Assert.NotEmpty(served.Detail);
        Assert.False(backend.HasConnection);
    }
}
