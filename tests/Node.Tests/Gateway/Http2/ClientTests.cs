using System.Net;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Clients that speak HTTP/2, before backends that speak HTTP/1.1.</summary>
public abstract class ClientTests(TransportKind transport)
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact] // RFC 9113 section 8.3
    public async Task A_request_becomes_one_of_HTTP_1_1()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        var answer = client.GetAsync("/a%20b?c");
        using var upstream = await backend.AcceptAsync();
        var request = await upstream.ReadHeadAsync();
        await upstream.SendAsync(Ok);

        Assert.Equal("GET /a%20b?c HTTP/1.1", request.StartLine);
        Assert.Equal(["localhost"], request["Host"]);
        Assert.Equal(["https"], request["X-Forwarded-Proto"]);
        Assert.Equal(["127.0.0.1"], request["X-Forwarded-For"]);
        using var response = await answer;
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal((TerminationReason.Completed, 200, "localhost", $"{served.Id}.1"), (served.Reason, served.Status, served.Host, served.RequestId));
    }

    [Fact]
    public async Task Many_requests_are_under_way_on_one_connection_each_with_its_own_entry_and_event()
    {
        const int Count = 30;
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        // The first one shows the client that the connection takes many.
        await AnswerAsync(client.GetAsync("/first"), backend);
        var answers = Enumerable.Range(0, Count).Select(i => client.GetStringAsync($"/{i}")).ToArray();
        var upstreams = new List<(Peer Peer, string Path)>();
        for (var i = 0; i < Count; i++)
        {
            var (peer, request) = await backend.AcceptRequestAsync();
            upstreams.Add((peer, request.StartLine.Split(' ')[1]));
        }

        var open = (await ListAsync(proxy)).Connections;
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
        Assert.Empty((await ListAsync(proxy)).Connections);
    }

    [Fact]
    public async Task An_operator_can_cut_one_request_and_the_others_go_on()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        await AnswerAsync(client.GetAsync("/first"), backend);
        var cut = client.GetAsync("/cut");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        var other = client.GetAsync("/other");
        using var second = (await backend.AcceptRequestAsync()).Peer;

        var id = (await ListAsync(proxy)).Connections.Single(c => c.Info.Path == "/cut").Info.Id;
        Assert.True(await proxy.Gateway.Node.Directory.Ask<bool>(new CloseById(id, CloseCommand.For(TerminationReason.OperatorClose)), Peer.Patience));

        await Assert.ThrowsAsync<HttpRequestException>(() => cut);
        await upstream.ReadToEndAsync();
        await second.SendAsync(Ok);
        Assert.Equal(HttpStatusCode.OK, (await other).StatusCode);
        Assert.Contains(await proxy.Log.AtLeastAsync<ServedRequest>(3), s => s.Reason == TerminationReason.OperatorClose && s.Path == "/cut");
        Assert.Equal(1, proxy.Connections);
    }

    [Fact] // RFC 9113 section 5.4.2
    public async Task A_client_that_resets_its_stream_cancels_the_backends_request()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        await AnswerAsync(client.GetAsync("/first"), backend);
        using var leaving = new CancellationTokenSource();
        var answer = client.GetAsync("/", leaving.Token);
        using var upstream = (await backend.AcceptRequestAsync()).Peer;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await upstream.ReadToEndAsync();
        Assert.Contains(await proxy.Log.AtLeastAsync<ServedRequest>(2), s => s.Reason == TerminationReason.ClientLost);
        await AnswerAsync(client.GetAsync("/after"), backend);
        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task A_response_that_breaks_off_is_a_reset_of_its_stream_only()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using (var upstream = (await backend.AcceptRequestAsync()).Peer)
            await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);

        Assert.Equal(TerminationReason.BackendLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await AnswerAsync(client.GetAsync("/after"), backend);
        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task An_upload_of_100_MiB_arrives_whole()
    {
        const int Size = 100 * 1024 * 1024;
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        var answer = client.PostAsync("/", new ByteArrayContent(new byte[Size]));
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal([$"{Size}"], request["Content-Length"]);
        for (var left = Size; left > 0; left -= Math.Min(left, 1024 * 1024))
            await upstream.ReadAsync(Math.Min(left, 1024 * 1024));
        await upstream.SendAsync(Ok);

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.Equal(Size, (await proxy.Log.FirstAsync<ServedRequest>()).BytesFromClient);
        upstream.Dispose();
    }

    [Fact] // RFC 9113 section 8.1
    public async Task Trailers_of_a_response_pass_announced_or_not()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n");

        using var response = await answer;
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        Assert.Equal("1", Assert.Single(response.TrailingHeaders.GetValues("X-Sum")));
    }

    [Fact] // RFC 9113 section 6.8
    public async Task A_node_that_stops_finishes_what_is_under_way_and_takes_no_more()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, options => options with { Shutdown = new ShutdownOptions { DrainGrace = TimeSpan.FromMinutes(1) } });
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;

        var stopping = proxy.Gateway.Node.DisposeAsync().AsTask();
        await Wait.UntilAsync(async () => await RefusesAsync(proxy), "no more connections");
        Assert.False(stopping.IsCompleted);
        await upstream.SendAsync(Ok);

        Assert.Equal("ok", await (await answer).Content.ReadAsStringAsync());
        await stopping.WaitAsync(Peer.Patience);
        Assert.Equal(TerminationReason.Completed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/late"));
    }

    private static async Task<bool> RefusesAsync(Http2Proxy proxy)
    {
        try
        {
            (await proxy.Gateway.ConnectAsync()).Dispose();
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }

    private static async Task AnswerAsync(Task<HttpResponseMessage> answer, ScriptedBackend backend)
    {
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Ok.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    private static Task<ConnectionList> ListAsync(Http2Proxy proxy) =>
        proxy.Gateway.Node.Directory.Ask<ConnectionList>(ListConnections.Instance, Peer.Patience);

    private Task<Http2Proxy> StartAsync(ScriptedBackend backend, Func<ProxyOptions, ProxyOptions>? change = null) =>
        Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport, change: change);

    public sealed class OnEpoll() : ClientTests(TransportKind.Auto);

    public sealed class OnSockets() : ClientTests(TransportKind.Sockets);
}
