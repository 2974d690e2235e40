using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Requests of clients that speak HTTP/2, before backends that speak HTTP/1.1.</summary>
public abstract class ClientTests(TransportKind transport)
{
    [Fact] // RFC 9113 section 8.3
    public async Task A_request_becomes_one_of_HTTP_1_1()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        var answer = client.GetAsync("/a%20b?c");
        using var upstream = await backend.AcceptAsync();
        var request = await upstream.ReadHeadAsync();
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal("GET /a%20b?c HTTP/1.1", request.StartLine);
        Assert.Equal(["localhost"], request["Host"]);
        Assert.Equal(["https"], request["X-Forwarded-Proto"]);
        Assert.Equal(["127.0.0.1"], request["X-Forwarded-For"]);
        using var response = await answer;
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.Completed, 200, "localhost", $"{served.Id}.1"),
            (served.Reason, served.Status, served.Host, served.RequestId));
    }

    [Fact]
    public async Task Many_requests_are_under_way_on_one_connection_each_with_its_own_entry_and_event()
    {
        const int Count = 30;
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        // The first one shows the client that the connection takes many.
        await backend.AnswerAsync(client.GetAsync("/first"));
        var answers = Enumerable.Range(0, Count).Select(i => client.GetStringAsync($"/{i}")).ToArray();
        var upstreams = new List<(Peer Peer, string Path)>();
        for (var i = 0; i < Count; i++)
        {
            var (peer, request) = await backend.AcceptRequestAsync();
            upstreams.Add((peer, request.StartLine.Split(' ')[1]));
        }

        var open = (await proxy.Gateway.ListAsync()).Connections;
        Assert.Equal(Count, open.Select(c => c.Info.Id).Distinct().Count());
        // Last come, first served.
        foreach (var (peer, path) in Enumerable.Reverse(upstreams))
            await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {path.Length}\r\nConnection: close\r\n\r\n{path}");
        for (var i = 0; i < Count; i++)
            Assert.Equal($"/{i}", await answers[i]);
        var served = await proxy.Log.AtLeastAsync<ServedRequest>(Count + 1);
        Assert.Single(served.Select(s => s.Id).Distinct());
        Assert.Equal(Count + 1, served.Select(s => s.RequestId).Distinct().Count());
        Assert.Equal(1, proxy.Connections);
        // An event is written when the server has the whole response, and the entry goes with its last frame.
        await Wait.UntilAsync(async () => (await proxy.Gateway.ListAsync()).Connections.IsEmpty, "the end of the last response");
    }

    [Fact]
    public async Task An_upload_of_100_MiB_arrives_whole()
    {
        const int Size = 100 * 1024 * 1024;
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        var answer = client.PostAsync("/", new ByteArrayContent(new byte[Size]));
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal([$"{Size}"], request["Content-Length"]);
        for (var left = Size; left > 0; left -= Math.Min(left, 1024 * 1024))
            await upstream.ReadAsync(Math.Min(left, 1024 * 1024));
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.Equal(Size, (await proxy.Log.FirstAsync<ServedRequest>()).BytesFromClient);
        upstream.Dispose();
    }

    [Fact] // RFC 9113 section 8.1
    public async Task Trailers_of_a_response_pass_announced_or_not()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n");

        using var response = await answer;
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal("1", Assert.Single(response.TrailingHeaders.GetValues("X-Sum")));
    }

    public sealed class OnEpoll() : ClientTests(TransportKind.Auto);

    public sealed class OnSockets() : ClientTests(TransportKind.Sockets);
}
