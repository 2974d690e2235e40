using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
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
}
