using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Telemetry;

public sealed class MetricsConfigurationTests
{
    [Fact]
    public void All_of_it_is_read()
    {
        var options = ConfigurationLoader.Parse("""
            actorproxy {
              metrics {
                address = "127.0.0.1", port = 9464, max-series = 10
                otlp { enabled = true, interval = 5s, endpoint = "https://collector:4318/in", protocol = http, headers { api-key = "a b" } }
              }
              traces { enabled = true, sampling = 0.5, endpoint = "http://collector:4317" }
            }
            """, "f", _ => null).Loaded!.Options;

        var metrics = options.Metrics;
        Assert.Equal(("127.0.0.1", 9464, 10, true, TimeSpan.FromSeconds(5)),
            (metrics.Address.ToString(), metrics.Port, metrics.MaxSeries, metrics.Otlp.Enabled, metrics.Otlp.Interval));
        Assert.Equal(("https://collector:4318/in", OtlpProtocol.Http),
            (metrics.Otlp.Collector.Endpoint.ToString(), metrics.Otlp.Collector.Protocol));
        Assert.Equal(new("api-key", "a b"), Assert.Single(metrics.Otlp.Collector.Headers));
        Assert.Equal((true, 0.5, "http://collector:4317/"),
            (options.Traces.Enabled, options.Traces.Sampling, options.Traces.Collector.Endpoint.ToString()));
    }

    [Theory]
    [InlineData("metrics.port = 65536", "metrics.port: 65536 is out of range; allowed is 0 to 65535")]
    [InlineData("metrics.max-series = 9", "metrics.max-series: 9 is out of range; allowed is 10 to 100000")]
    [InlineData("metrics.otlp.interval = 0s", "metrics.otlp.interval: 0s is out of range; allowed is 1s to 1h")]
    [InlineData("metrics.otlp.endpoint = \"collector:4317\"",
        "metrics.otlp.endpoint: 'collector:4317' is no address of a collector; write http://HOST:PORT or https://HOST:PORT")]
    [InlineData("traces.endpoint = \"http://collector:4317/v1/traces\"",
        "traces.endpoint: 'http://collector:4317/v1/traces' has a path, and gRPC has paths of its own; leave "
        + "it out, or set protocol = http")]
    [InlineData("metrics.otlp.protocol = grcp", "metrics.otlp.protocol: 'grcp' is none of grpc, http; did you mean grpc?")]
    [InlineData("metrics.otlp.headers { a = \"b,c\" }",
        "metrics.otlp.headers: 'a' has a comma in its value, or a comma or '=' in its name, which the exporter cannot send")]
    [InlineData("traces.sampling = 1.5", "traces.sampling: 1.5 is out of range; allowed is 0 to 1")]
    [InlineData("traces.sampling = all", "traces.sampling: 'all' is not a number")]
    public void A_problem_names_its_key(string entry, string expected) => Assert.Equal(
        [$"f:1: actorproxy.{expected}"],
        ConfigurationLoader.Parse($"actorproxy.{entry}", "f", _ => null).Problems.Select(p => p.ToString()));
}
