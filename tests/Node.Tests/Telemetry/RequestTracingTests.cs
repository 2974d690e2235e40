using System.Diagnostics;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>Spans of plain requests, and the context that backends get. Listeners are the process's, so no other node may run.</summary>
[Collection(SerialCollection.Name)]
public sealed class RequestTracingTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = $"00-{Trace}-00f067aa0ba902b7-01";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task A_request_is_one_trace_which_the_backend_continues()
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);

        var sent = await AskAsync(proxy, backend, $"traceparent: {Parent}", "tracestate: a=1");

        await Wait.UntilAsync(() => spans.Ended.Count == 2, "two spans");
        var server = spans.Ended.Single(s => s.Kind == ActivityKind.Server);
        var client = spans.Ended.Single(s => s.Kind == ActivityKind.Client);
        Assert.Equal((Trace, "GET", 200), (server.TraceId.ToHexString(), server.OperationName,
            server.GetTagItem("http.response.status_code")));
        Assert.Equal((server.TraceId, server.SpanId), (client.TraceId, client.ParentSpanId));
        Assert.Equal([client.Id!], sent["traceparent"]);
        Assert.Equal(["a=1"], sent["tracestate"]);
    }

    [Fact]
    public async Task Each_attempt_is_a_span_of_its_own()
    {
        using var spans = new RecordedSpans();
        using var port = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(port.Url, backend.Url);

        await AskAsync(proxy, backend);

        await Wait.UntilAsync(() => spans.Ended.Count == 3, "three spans");
        Assert.Equal(
            [(1, "backend_refused"), (2, (object?)null)],
            spans.Ended.Where(s => s.Kind == ActivityKind.Client)
                .Select(s => ((int)s.GetTagItem("actorproxy.attempt")!, s.GetTagItem("error.type"))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_recorded_passes_as_it_came(bool listens)
    {
        using var spans = listens ? new RecordedSpans(ActivitySamplingResult.PropagationData) : null;
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);

        var with = await AskAsync(proxy, backend, $"traceparent: {Parent}", "tracestate: a=1");
        var without = await AskAsync(proxy, backend);

        Assert.Equal([Parent], with["traceparent"]);
        Assert.Equal(["a=1"], with["tracestate"]);
        Assert.Empty(without["traceparent"]);
    }

    [Fact]
    public async Task An_upgrade_on_a_kept_connection_is_a_handshake()
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectServedAsync(backend);

        await client.SendAsync(Handshakes.Request());
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);

        await spans.EndedAsync("websocket handshake");
        Assert.NotEqual(spans.Ended[0].TraceId, spans["websocket handshake"].TraceId);
    }

    /// <summary>Sends a GET on a connection of its own: what the backend was sent.</summary>
    private static async Task<HttpHead> AskAsync(GatewayProxy proxy, ScriptedBackend backend, params string[] fields)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/", fields));
        var (upstream, sent) = await backend.AcceptRequestAsync();
        using (upstream)
        {
            await upstream.SendAsync(Ok.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        }
        return sent;
    }
}
