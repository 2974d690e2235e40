using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Telemetry;
using ActorProxy.Node.Tests.Gateway;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Routing;
using ActorProxy.Tests.Harness;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>A node with everything that has metrics, after some of everything that is counted; and what became of it.</summary>
public sealed class MeasuredNode : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private readonly ScriptedBackend _backend = new();
    private readonly RecordingBackend _http = new();
    private readonly ClosedPort _closed = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("registry-");
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, bool>> _instruments = new();
    private readonly MeterListener _listener = new();
    private readonly HttpClient _client = new();
    private readonly List<Peer> _peers = [];
    private NodeHost _host = null!;

    /// <summary>All instruments of the node and of the runtime, with the tags of what they measured.</summary>
    internal IEnumerable<(Instrument Instrument, IEnumerable<string> Tags)> Instruments =>
        _instruments.Select(i => (i.Key, i.Value.Keys.AsEnumerable()));

    internal Uri Metrics => new($"http://{_host.Telemetry.Address}/metrics");

    internal string BackendId => _backend.Url;

    internal string CertificateFile { get; private set; } = "";

    internal HttpClient Client => _client;

    /// <summary>What Prometheus gets.</summary>
    internal async Task<string> TextAsync() => await _client.GetStringAsync(Metrics);

    internal async Task<Exposition> ScrapeAsync() => Exposition.Parse(await TextAsync());

    public async Task InitializeAsync()
    {
        Listen();
        _host = await NodeHost.StartAsync(Options(), ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        var (web, tls) = (_host.Node.Listeners.EndPoints["web"], _host.Node.Listeners.EndPoints["tls"]);

        var (open, openBackend) = await OpenAsync(web);
        await open.SendAsync(Frame.FromClient("one"));
        await openBackend.ReadFrameAsync();
        var (ending, endingBackend) = await OpenAsync(web);
        endingBackend.Dispose();
        await ending.ReadFrameAsync();
        ending.Dispose();
        await AskAsync(web, Requests.Get("/http"), 200);
        await AskAsync(web, Requests.Get("/down"), 502);
        await AskAsync(web, Handshakes.Request("/down"), 502);
        using (var secure = await Peer.ConnectTlsAsync(tls, "localhost"))
            await AskAsync(secure, Requests.Of("POST", "/http", "Content-Length: 0"), 200);
        _host.Node.Metrics.Reloaded(true);
        _host.Node.Metrics.BackendEjected(BackendFailure.Connect);
        _host.Node.Metrics.BackendChecked(isGood: false);
        _host.Node.Metrics.BackendDown();
        _host.Node.Metrics.SourcesFail(1);
        _host.Node.Metrics.QueueEntered();
        _host.Node.Metrics.QueueLeft(QueueResult.Served, TimeSpan.FromSeconds(1));
        _host.Node.Metrics.RouteChanged(RouteChangePolicy.Drain, 1);
        _host.Node.Metrics.TapStarted();
        _host.Node.Metrics.TapItems(shown: 1, dropped: 1);
        _host.Node.Known!.Metrics.Spread(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(async () => (await ScrapeAsync()).Samples.Any(s => s.Name == "actorproxy_closes_total"),
            "the end of a tunnel");
        _listener.RecordObservableInstruments();
    }

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        _peers.ForEach(peer => peer.Dispose());
        await _host.DisposeAsync();
        _data.Delete(recursive: true);
        _client.Dispose();
        _backend.Dispose();
        _http.Dispose();
        _closed.Dispose();
        _certificates.Dispose();
    }

    private ProxyOptions Options()
    {
        var files = _certificates.Write("web", "localhost");
        CertificateFile = files.Certificate;
        Route[] routes =
        [
            TestRoutes.Route(TestRoutes.Pool(_backend.Url)) with { Id = "chat" },
            TestRoutes.Route(TestRoutes.Pool(_http.Url), "/http") with { Id = "http" },
            TestRoutes.Route(TestRoutes.Pool(_closed.Url), "/down") with { Id = "down" },
        ];
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return TestRoutes.Options(routes[0]) with
        {
            Routes = table,
            Listeners =
            [
                new ListenerOptions("web", IPAddress.Loopback, 0),
                new ListenerOptions("tls", IPAddress.Loopback, 0) { Tls = new ListenerTlsOptions { Certificates = [files] } },
            ],
            Registry = new RegistryOptions { Enabled = true, DataDirectory = _data.FullName },
            Metrics = new MetricsOptions { Address = IPAddress.Loopback, Port = FreePort.Next() },
            AccessLog = new AccessLogOptions { Enabled = false },
            Log = new LogOptions { Level = LogSeverity.Error },
        };
    }

    private void Listen()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is not (ProxyMetrics.MeterName or MetricsPipeline.RuntimeMeter))
                return;
            _instruments.TryAdd(instrument, new());
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        _listener.Start();
    }

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, _) in tags)
            _instruments[instrument].TryAdd(name, true);
    }

    private async Task<(Peer Client, Peer Backend)> OpenAsync(IPEndPoint web)
    {
        var client = await Peer.ConnectAsync(web);
        await client.SendAsync(Handshakes.Request());
        var (backend, _) = await _backend.AcceptRequestAsync();
        _peers.AddRange([client, backend]);
        await backend.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return (client, backend);
    }

    private static async Task AskAsync(IPEndPoint web, string request, int status)
    {
        using var client = await Peer.ConnectAsync(web);
        await AskAsync(client, request, status);
    }

    private static async Task AskAsync(Peer client, string request, int status)
    {
        await client.SendAsync(request);
        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
    }
}
