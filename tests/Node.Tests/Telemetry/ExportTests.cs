using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Telemetry;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>What a collector gets, and which traces are recorded. Both are the process's, so no node may run.</summary>
[Collection(SerialCollection.Name)]
public sealed class ExportTests
{
    private const string Recorded = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string NotRecorded = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    [Fact]
    public async Task A_collector_gets_what_there_is_at_the_latest_when_the_node_ends()
    {
        await using var collector = await Collector.StartAsync();
        await ExportAsync(collector.Address, OtlpProtocol.Http);

        Assert.Equal(["/v1/metrics", "/v1/traces"], collector.Taken.Select(t => t.Path).Order(StringComparer.Ordinal));
        Assert.All(collector.Taken, taken => Assert.Equal("a b", taken.Key));
        Assert.All(collector.Taken, taken => Assert.Contains("actorproxy", taken.Body, StringComparison.Ordinal));
        Assert.Contains("actorproxy.handshakes", collector.Taken.Single(t => t.Path == "/v1/metrics").Body, StringComparison.Ordinal);
        Assert.Contains("websocket handshake", collector.Taken.Single(t => t.Path == "/v1/traces").Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_gets_the_same_by_gRPC()
    {
        await using var collector = await GrpcCollector.StartAsync();
        await ExportAsync(collector.Address, OtlpProtocol.Grpc);

        Assert.Empty(collector.Strange);
        Assert.Equal([GrpcCollector.Metrics, GrpcCollector.Traces], collector.Taken.Select(t => t.Path).Order(StringComparer.Ordinal));
        Assert.All(collector.Taken, taken => Assert.Equal("a b", taken.Key));
        Assert.Contains("actorproxy.handshakes", collector.Taken.Single(t => t.Path == GrpcCollector.Metrics).Message,
            StringComparison.Ordinal);
        Assert.Contains("websocket handshake", collector.Taken.Single(t => t.Path == GrpcCollector.Traces).Message,
            StringComparison.Ordinal);
    }

    /// <summary>What has no value yet is no 0 to an autoscaler.</summary>
    [Fact]
    public async Task A_node_that_has_served_nobody_exports_that_no_tunnel_is_open()
    {
        var options = new MetricsOptions { Address = System.Net.IPAddress.Loopback, Port = FreePort.Next() };
        await using var telemetry = await NodeTelemetry.StartAsync(new ProxyOptions { Metrics = options });
        using var metrics = new ProxyMetrics(1);
        using var client = new HttpClient();

        var scrape = Exposition.Parse(await client.GetStringAsync(new Uri($"http://{telemetry.Address}/metrics")));

        Assert.Equal(0, scrape.Value("actorproxy_connections_active", ("route", "_other"), ("backend", "_other")));
    }

    [Theory]
    [InlineData(0, null, false)]
    [InlineData(1, null, true)]
    [InlineData(0, Recorded, true)]
    [InlineData(1, NotRecorded, false)]
    public async Task A_trace_that_a_client_began_goes_by_its_flag_and_others_by_the_setting(double sampling, string? parent, bool recorded)
    {
        await using var collector = await Collector.StartAsync();
        var otlp = new OtlpOptions { Endpoint = collector.Address, Protocol = OtlpProtocol.Http };
        await using (await NodeTelemetry.StartAsync(new ProxyOptions { Traces = new TracesOptions { Enabled = true, Sampling = sampling,
            Collector = otlp } }))
        {
            var trace = Begin(parent);
            Assert.Equal(recorded, trace is not null);
            trace?.End(101);
        }

        Assert.Equal(recorded ? 1 : 0, collector.Taken.Count);
    }

    [Fact]
    public async Task Without_settings_nobody_listens()
    {
        await using var telemetry = await NodeTelemetry.StartAsync(new ProxyOptions());

        Assert.Null(telemetry.Scrape);
        Assert.Null(telemetry.Address);
        Assert.Null(Begin());
    }

    [Fact]
    public async Task A_port_that_is_taken_says_which_setting_it_is()
    {
        await using var collector = await Collector.StartAsync();
        var taken = new MetricsOptions { Address = System.Net.IPAddress.Loopback, Port = collector.Address.Port };

        var failure = await Assert.ThrowsAsync<IOException>(() => NodeTelemetry.StartAsync(new ProxyOptions { Metrics = taken }));

        Assert.StartsWith($"The metrics endpoint cannot listen on 127.0.0.1:{taken.Port}: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("; see metrics.address and metrics.port", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A node's telemetry, which ends with a handshake in its metrics and one in its traces.</summary>
    private static async Task ExportAsync(Uri collector, OtlpProtocol protocol)
    {
        var otlp = new OtlpOptions { Endpoint = collector, Protocol = protocol, Headers = [new("api-key", "a b")] };
        var options = new ProxyOptions
        {
            Metrics = new MetricsOptions { Otlp = new MetricsExport { Enabled = true, Interval = TimeSpan.FromHours(1),
                Collector = otlp } },
            Traces = new TracesOptions { Enabled = true, Sampling = 1, Collector = otlp },
        };
        await using (await NodeTelemetry.StartAsync(options))
        {
            using var metrics = new ProxyMetrics(1);
            metrics.Refused(TerminationReason.NoRoute, 404, TimeSpan.FromSeconds(1));
            Begin()!.End(101);
        }
    }

    private static RequestTrace? Begin(string? parent = null) => RequestTrace.Begin(
        "websocket handshake", new RequestHead("GET", "/", parent is null ? HeaderFields.Empty : [new("traceparent", parent)]),
        TimeSpan.Zero, TimeProvider.System);
}
