using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Telemetry;

/// <summary>The node's instruments as a collector sees them. Meters are the process's, so no other node may run.</summary>
[Collection(SerialCollection.Name)]
public sealed class ProxyMetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly ConcurrentDictionary<string, double> _observed = new();

    public ProxyMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ProxyMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Taps_are_counted_while_they_are_on_and_their_messages_by_what_became_of_them()
    {
        using var metrics = new ProxyMetrics(1);
        metrics.TapStarted();
        metrics.TapStarted();
        metrics.TapItems(5, 2);
        metrics.TapItems(0, 1);
        metrics.TapEnded();
        Assert.Equal(1, _sums["actorproxy.taps.active"]);
        Assert.Equal((5, 3), (_sums["actorproxy.tap.items result=shown"], _sums["actorproxy.tap.items result=dropped"]));
    }

    [Fact]
    public void A_node_that_has_served_nobody_has_no_tunnel_open_and_says_so()
    {
        using var metrics = new ProxyMetrics(1);

        _listener.RecordObservableInstruments();

        var open = Assert.Single(_observed, entry => entry.Key.StartsWith("actorproxy.connections.active", StringComparison.Ordinal));
        Assert.Equal(("actorproxy.connections.active route=_other backend=_other", 0), (open.Key, open.Value));
    }

    [Fact]
    public async Task A_tunnel_is_counted_while_it_is_open_and_when_it_ends()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var (client, upstream) = await proxy.OpenAsync(backend);
        await client.SendAsync(Frame.FromClient("one"));
        await upstream.ReadFrameAsync();
        await upstream.SendAsync((byte[])[.. Frame.FromBackend("two"), .. Frame.FromBackend("three")]);
        await client.ReadFrameAsync();
        await client.ReadFrameAsync();

        _listener.RecordObservableInstruments();
        var pair = $"route=route backend={backend.Url}";
        Assert.Equal(1, _observed[$"actorproxy.connections.active {pair}"]);
        Assert.Equal(1, _observed["actorproxy.listener.connections.active listener=web"]);
        Assert.Equal(1, _sums["actorproxy.handshakes result=established"]);
        Assert.Equal(Frame.FromClient("one").Length, _observed[$"actorproxy.bytes {pair} direction=from_client"]);
        Assert.Equal(Frame.FromBackend("two").Length + Frame.FromBackend("three").Length,
            _observed[$"actorproxy.bytes {pair} direction=from_backend"]);
        Assert.Equal(1, _observed[$"actorproxy.messages {pair} direction=from_client"]);
        Assert.Equal(2, _observed[$"actorproxy.messages {pair} direction=from_backend"]);

        proxy.Time.Advance(TimeSpan.FromSeconds(30));
        upstream.Dispose();
        Assert.Equal(1014, (await client.ReadFrameAsync()).CloseCode);
        client.Dispose();
        await proxy.DrainedAsync();

        _listener.RecordObservableInstruments();
        Assert.Equal(0, _observed[$"actorproxy.connections.active {pair}"]);
        Assert.Equal(0, _observed["actorproxy.listener.connections.active listener=web"]);
        Assert.Equal(1, _observed["actorproxy.listener.connections listener=web"]);
        Assert.Equal(1, _sums["actorproxy.closes reason=backend_lost source=backend abnormal=True cut=False"]);
        Assert.Equal(30, _sums["actorproxy.tunnel.duration"]);
        Assert.Equal(1, _observed[$"actorproxy.messages {pair} direction=from_client"]);
        Assert.Equal(0, _observed["actorproxy.accept.pauses listener=web"]);
    }

    [Fact]
    public async Task A_refused_handshake_is_counted_by_its_reason()
    {
        using var port = new ClosedPort();
        await using var proxy = await TestProxy.StartAsync(port.Url);
        foreach (var request in (string[])[Handshakes.Request(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "?"])
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(request);
            await client.ReadToEndAsync();
        }

        Assert.Equal(1, _sums["actorproxy.handshakes result=backend_refused source=backend"]);
        Assert.Equal(1, _sums["actorproxy.handshakes result=upgrade_required source=client"]);
        Assert.Equal(1, _sums["actorproxy.handshakes result=bad_request source=client"]);
        Assert.Equal(1, _sums["actorproxy.backend.failures reason=backend_refused source=backend"]);
        _listener.RecordObservableInstruments();
        Assert.DoesNotContain(_observed.Keys, k => k.StartsWith("actorproxy.connections.active route=route "));
    }

    [Fact]
    public async Task Who_waits_for_a_backend_is_counted_while_he_does_and_by_what_becomes_of_him()
    {
        using var backend = new ScriptedBackend();
        var pool = TestRoutes.Pool(backend.Url) with { MaxConnectionsPerBackend = 1, Queue = new QueueRules { Length = 1 } };
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)));
        var holder = await proxy.OpenAsync(backend);
        var gone = await AskAsync(waits: true);
        Assert.Equal(1, _sums["actorproxy.queue.waiting"]);
        using (var refused = await AskAsync(waits: false))
            Assert.Equal(503, (await refused.ReadHeadAsync()).Status);
        gone.Dispose();
        await Wait.UntilAsync(() => proxy.Node.Context.Pools.Queued == 0, "that it leaves");
        using (var late = await AskAsync(waits: true))
        {
            await proxy.PassAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(503, (await late.ReadHeadAsync()).Status);
        }
        using var served = await AskAsync(waits: true);
        holder.Client.Dispose();
        holder.Backend.Dispose();
        using var upstream = (await backend.AcceptRequestAsync()).Peer;

        Assert.Equal(0, _sums["actorproxy.queue.waiting"]);
        foreach (var result in new[] { "served", "timeout", "gone", "refused" })
            Assert.Equal(1, _sums[$"actorproxy.queue.requests result={result}"]);
        Assert.InRange(_sums["actorproxy.queue.duration result=timeout"], 5, 5.5);
        Assert.DoesNotContain("actorproxy.queue.duration result=refused", _sums.Keys);

        async Task<Peer> AskAsync(bool waits)
        {
            var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request());
            if (waits)
                await Wait.UntilAsync(() => proxy.Node.Context.Pools.Queued == 1, "that it waits");
            return client;
        }
    }

    [Fact]
    public void An_http_request_is_counted_while_it_is_served_and_when_it_has_ended()
    {
        using var metrics = new ProxyMetrics(1);
        var get = HttpLabels.Of("GET", tls: true, http2: true);
        var odd = HttpLabels.Of("BREW", tls: false, http2: false);
        metrics.HttpStarted(get);
        metrics.HttpStarted(odd);
        Assert.Equal(1, _sums["http.server.active_requests http.request.method=GET url.scheme=https"]);
        Assert.Equal(1, _sums["http.server.active_requests http.request.method=_OTHER url.scheme=http"]);

        metrics.HttpEnded(get, TerminationReason.Completed, 204, TimeSpan.FromSeconds(2));
        metrics.HttpEnded(odd, TerminationReason.ClientLost, null, TimeSpan.FromSeconds(3));

        Assert.Equal(0, _sums["http.server.active_requests http.request.method=GET url.scheme=https"]);
        Assert.Equal(0, _sums["http.server.active_requests http.request.method=_OTHER url.scheme=http"]);
        Assert.Equal(2, _sums["http.server.request.duration http.request.method=GET url.scheme=https network.protocol.version=2 "
            + "http.response.status_code=204"]);
        Assert.Equal(3, _sums["http.server.request.duration http.request.method=_OTHER url.scheme=http network.protocol.version=1.1 "
            + "error.type=client_lost source=client"]);
    }

    [Fact]
    public void Tunnels_whose_route_changed_are_counted_by_what_becomes_of_them()
    {
        using var metrics = new ProxyMetrics(1);
        metrics.RouteChanged(RouteChangePolicy.Drain, 3);
        metrics.RouteChanged(RouteChangePolicy.Drain, 2);
        metrics.RouteChanged(RouteChangePolicy.Close, 1);

        Assert.Equal(5, _sums["actorproxy.route.changed_tunnels policy=drain"]);
        Assert.Equal(1, _sums["actorproxy.route.changed_tunnels policy=close"]);
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var (key, tag) in tags)
            name += $" {key}={tag}";
        if (instrument.IsObservable)
            _observed[name] = value;
        else
            _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
    }
}
