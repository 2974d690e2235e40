using System.Diagnostics;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Tests.Telemetry;

/// <summary>Spans of handshakes, and the context that backends get. Listeners are the process's, so no other node may run.</summary>
[Collection(SerialCollection.Name)]
public sealed class TracingTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Span = "00f067aa0ba902b7";
    private const string Parent = $"00-{Trace}-{Span}-01";

    [Fact]
    public async Task A_handshake_is_one_trace_which_the_backend_continues()
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);

        var (_, sent) = await OpenAsync(proxy, backend, $"traceparent: {Parent}", "tracestate: a=1", "tracestate: b=2");

        await spans.EndedAsync("websocket handshake");
        var handshake = spans["websocket handshake"];
        Assert.Equal((Trace, Span, ActivityKind.Server), (
            handshake.TraceId.ToHexString(), handshake.ParentSpanId.ToHexString(), handshake.Kind));
        foreach (var step in (string[])["head", "route", "connect", "upstream handshake"])
            Assert.Equal((handshake.TraceId, handshake.SpanId), (spans[step].TraceId, spans[step].ParentSpanId));
        Assert.Equal([$"00-{Trace}-{spans["upstream handshake"].SpanId.ToHexString()}-01"], sent["traceparent"]);
        Assert.Equal(["a=1, b=2"], sent["tracestate"]);
        Assert.Equal((1, backend.Url), (spans["connect"].GetTagItem("actorproxy.attempt"),
            spans["connect"].GetTagItem("actorproxy.backend")));
        Assert.Equal((101, "route"), (handshake.GetTagItem("http.response.status_code"), handshake.GetTagItem("actorproxy.route")));
    }

    [Fact]
    public async Task Each_attempt_has_spans_of_its_own()
    {
        using var spans = new RecordedSpans();
        using var port = new ClosedPort();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(port.Url, backend.Url);

        await OpenAsync(proxy, backend);

        await spans.EndedAsync("websocket handshake");
        Assert.Equal(
            [(1, (object?)"backend_refused", ActivityStatusCode.Error), (2, null, ActivityStatusCode.Unset)],
            spans.Ended.Where(s => s.OperationName == "connect")
                .Select(s => ((int)s.GetTagItem("actorproxy.attempt")!, s.GetTagItem("error.type"), s.Status)));
        Assert.Equal(2, spans["upstream handshake"].GetTagItem("actorproxy.attempt"));
    }

    [Fact]
    public async Task A_refused_handshake_says_why()
    {
        using var spans = new RecordedSpans();
        using var port = new ClosedPort();
        await using var proxy = await TestProxy.StartAsync(port.Url);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Handshakes.Request());
        await client.ReadHeadAsync();

        await spans.EndedAsync("websocket handshake");
        var handshake = spans["websocket handshake"];
        Assert.Equal((502, "backend_refused", ActivityStatusCode.Error),
            (handshake.GetTagItem("http.response.status_code"), handshake.GetTagItem("error.type"), handshake.Status));
    }

    [Fact]
    public async Task A_client_that_goes_ends_the_attempt_that_is_under_way()
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        using var upstream = (await backend.AcceptRequestAsync()).Peer;

        client.Dispose();

        await spans.EndedAsync("websocket handshake");
        Assert.Equal("client_lost", spans["upstream handshake"].GetTagItem("error.type"));
    }

    [Fact]
    public async Task The_end_of_a_tunnel_is_a_span_of_its_handshakes_trace()
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var (client, upstream) = await proxy.OpenAsync(backend);
        await client.SendAsync(Frame.FromClient("one"));
        await upstream.ReadFrameAsync();
        proxy.Time.Advance(TimeSpan.FromSeconds(30));

        upstream.Dispose();
        await client.ReadFrameAsync();
        client.Dispose();

        await spans.EndedAsync("websocket tunnel");
        var (handshake, tunnel) = (spans["websocket handshake"], spans["websocket tunnel"]);
        Assert.Equal((handshake.TraceId, handshake.SpanId), (tunnel.TraceId, tunnel.ParentSpanId));
        Assert.Equal(("backend_lost", 1L, TimeSpan.FromSeconds(30)),
            (tunnel.GetTagItem("actorproxy.close.reason"), tunnel.GetTagItem("actorproxy.messages.from_client"), tunnel.Duration));
    }

    [Fact]
    public async Task Handshakes_on_one_loop_are_traces_of_their_own()
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);

        for (var i = 0; i < 6; i++)
            await OpenAsync(proxy, backend);

        await Wait.UntilAsync(() => Handshakes() == 6, "six handshakes");
        Assert.Equal(6, spans.Ended.Select(s => s.TraceId).Distinct().Count());

        int Handshakes() => spans.Ended.Count(s => s.OperationName == "websocket handshake" && s.ParentSpanId == default);
    }

    [Theory] // W3C Trace Context section 3.2
    [InlineData("traceparent: nonsense")]
    [InlineData($"traceparent: {Parent}", $"traceparent: {Parent}")]
    public async Task What_is_no_context_is_replaced_by_a_new_one(params string[] fields)
    {
        using var spans = new RecordedSpans();
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);

        var (_, sent) = await OpenAsync(proxy, backend, [.. fields, "tracestate: a=1"]);

        await spans.EndedAsync("websocket handshake");
        Assert.Equal(default, spans["websocket handshake"].ParentSpanId);
        Assert.NotEqual(Trace, spans["websocket handshake"].TraceId.ToHexString());
        Assert.Equal([spans["upstream handshake"].Id!], sent["traceparent"]);
        Assert.Empty(sent["tracestate"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ActivitySamplingResult.None)]
    [InlineData(ActivitySamplingResult.PropagationData)]
    [InlineData(ActivitySamplingResult.AllData)]
    public async Task What_is_not_recorded_passes_as_it_came(ActivitySamplingResult? sampling)
    {
        using var spans = sampling is { } result ? new RecordedSpans(result) : null;
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);

        var (_, sent) = await OpenAsync(proxy, backend, $"traceparent: {Parent}", "tracestate: a=1");
        var (_, without) = await OpenAsync(proxy, backend);

        Assert.Equal([Parent], sent["traceparent"]);
        Assert.Equal(["a=1"], sent["tracestate"]);
        Assert.Empty(without["traceparent"]);
        Assert.Empty(spans?.Ended ?? []);
    }

    [Fact]
    public void Nothing_is_allocated_while_nobody_listens()
    {
        var head = new RequestHead("GET", "/", [new("traceparent", Parent)]);
        RequestTrace? trace = null;
        void Begin() => trace ??= RequestTrace.Begin("websocket handshake", head, TimeSpan.Zero, TimeProvider.System);
        Begin();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Begin();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Null(trace);
    }

    /// <summary>Opens a tunnel: the client, and what its backend was sent.</summary>
    private static async Task<(Peer Client, HttpHead Sent)> OpenAsync(TestProxy proxy, ScriptedBackend backend, params string[] fields)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: fields));
        var (upstream, sent) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return (client, sent);
    }
}
