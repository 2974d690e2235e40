using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>How requests of clients that speak HTTP/2 end before their time, each without the others of its connection.</summary>
public abstract class ClientEndTests(TransportKind transport)
{
    [Fact]
    public async Task An_operator_can_cut_one_request_and_the_others_go_on()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        await backend.AnswerAsync(client.GetAsync("/first"));
        var cut = client.GetAsync("/cut");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        var other = client.GetAsync("/other");
        using var second = (await backend.AcceptRequestAsync()).Peer;

        var id = (await proxy.Gateway.ListAsync()).Connections.Single(c => c.Info.Path == "/cut").Info.Id;
        await proxy.Gateway.CutAsync(id);

        await Assert.ThrowsAsync<HttpRequestException>(() => cut);
        await upstream.ReadToEndAsync();
        await second.SendAsync(Answers.Ok);
        Assert.Equal(HttpStatusCode.OK, (await other).StatusCode);
        Assert.Contains(await proxy.Log.AtLeastAsync<ServedRequest>(3),
            s => s.Reason == TerminationReason.OperatorClose && s.Path == "/cut");
        Assert.Equal(1, proxy.Connections);
    }

    [Fact] // RFC 9113 section 5.4.2
    public async Task A_client_that_resets_its_stream_cancels_the_backends_request()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        await backend.AnswerAsync(client.GetAsync("/first"));
        using var leaving = new CancellationTokenSource();
        var answer = client.GetAsync("/", leaving.Token);
        using var upstream = (await backend.AcceptRequestAsync()).Peer;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await upstream.ReadToEndAsync();
        Assert.Contains(await proxy.Log.AtLeastAsync<ServedRequest>(2), s => s.Reason == TerminationReason.ClientLost);
        await backend.AnswerAsync(client.GetAsync("/after"));
        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task A_response_that_breaks_off_is_a_reset_of_its_stream_only()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using (var upstream = (await backend.AcceptRequestAsync()).Peer)
            await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");

        await Assert.ThrowsAsync<HttpRequestException>(() => answer);

        Assert.Equal(TerminationReason.BackendLost, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await backend.AnswerAsync(client.GetAsync("/after"));
        Assert.Equal(1, proxy.Connections);
    }

    [Fact] // RFC 9113 section 6.8
    public async Task A_node_that_stops_finishes_what_is_under_way_and_takes_no_more()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Pool(backend.Url), transport, change: options =>
            options with { Shutdown = new ShutdownOptions { DrainGrace = TimeSpan.FromMinutes(1) } });
        using var client = proxy.Client();
        var answer = client.GetAsync("/");
        using var upstream = (await backend.AcceptRequestAsync()).Peer;

        var stopping = proxy.Gateway.Node.DisposeAsync().AsTask();
        await Wait.UntilAsync(async () => await RefusesAsync(proxy), "no more connections");
        Assert.False(stopping.IsCompleted);
        await upstream.SendAsync(Answers.Ok);

        Assert.Equal("ok", await (await answer).Content.ReadAsStringAsync());
        await stopping.WaitAsync(Peer.Timeout);
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

    public sealed class OnEpoll() : ClientEndTests(TransportKind.Auto);

    public sealed class OnSockets() : ClientEndTests(TransportKind.Sockets);
}
