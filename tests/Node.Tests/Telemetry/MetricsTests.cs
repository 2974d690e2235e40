using System.Net;
using System.Text.Json;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>What a node exports, and whether the documents say the same.</summary>
[Collection(SerialCollection.Name)]
public sealed class MetricsTests(MeasuredNode node) : IClassFixture<MeasuredNode>
{
    /// <summary>Labels that Prometheus adds, and that of a histogram's bounds.</summary>
    private static readonly string[] OfPrometheus = ["job", "instance", "le"];

    [Fact]
    public void The_document_lists_exactly_the_instruments()
    {
        var documented = MetricsDocument.Read();
        Assert.Equal(documented.Select(row => row.Name).Distinct(), documented.Select(row => row.Name));
        Assert.Equal(
            node.Instruments.Select(i => $"{i.Instrument.Name} {TypeOf(i.Instrument.GetType().Name)} {i.Instrument.Unit} "
                + $"[{string.Join(' ', i.Tags.Order(StringComparer.Ordinal))}]").Distinct().Order(StringComparer.Ordinal),
            documented.Select(row => $"{row.Name} {row.Type} {row.Unit} [{row.Tags}]").Order(StringComparer.Ordinal));
        Assert.All(documented, row => Assert.NotEmpty(row.Meaning));
    }

    [Fact]
    public async Task The_document_has_the_names_that_Prometheus_gets() => Assert.Equal(
        (await node.ScrapeAsync()).Types.Keys.Where(name => name != "target_info").Order(StringComparer.Ordinal),
        MetricsDocument.Read().Select(row => row.Prometheus).Order(StringComparer.Ordinal));

    [Fact]
    public async Task What_passes_through_an_open_tunnel_is_there_before_its_end()
    {
        var scrape = await node.ScrapeAsync();

        Assert.Equal(1, scrape.Value("actorproxy_connections_active", ("route", "chat"), ("backend", node.BackendId)));
        Assert.Equal(1, scrape.Value("actorproxy_messages_total", ("route", "chat"), ("direction", "from_client")));
        Assert.Equal(Frame.FromClient("one").Length, scrape.Value(
            "actorproxy_bytes_total", ("route", "chat"), ("direction", "from_client")));
    }

    [Fact]
    public async Task A_certificate_is_there_with_its_end()
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(
            await File.ReadAllTextAsync(node.CertificateFile));

        Assert.Equal(
            new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds(),
            (await node.ScrapeAsync()).Value("actorproxy_tls_certificate_expiry_seconds", ("listener", "tls"),
                ("certificate", node.CertificateFile)));
    }

    /// <summary>Prometheus would keep them as exported_instance and the like, and ours would be the target's.</summary>
    [Fact]
    public async Task No_label_is_one_that_Prometheus_gives_a_target() => Assert.Empty(
        (await node.ScrapeAsync()).Samples.SelectMany(s => s.Labels.Keys)
            .Intersect(["job", "instance", "namespace", "pod", "container", "node"]));

    [Fact]
    public async Task Histograms_have_the_bounds_that_suit_seconds() => Assert.Contains(
        (await node.ScrapeAsync()).Samples, s => s.Name == "actorproxy_handshake_duration_seconds_bucket" && s.Labels["le"] == "0.005");

    [Fact]
    public async Task Only_a_GET_of_metrics_is_answered()
    {
        using var elsewhere = await node.Client.GetAsync(new Uri(node.Metrics, "/"));
        using var post = await node.Client.PostAsync(node.Metrics, null);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (elsewhere.StatusCode, post.StatusCode));
    }

    [Theory]
    [InlineData("grafana-dashboard.json", 20)]
    [InlineData("prometheus-alerts.yml", 15)]
    public async Task Every_query_that_is_shipped_is_about_what_a_node_exports(string file, int atLeast)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", file));
        var queries = file.EndsWith(".json", StringComparison.Ordinal) ? QueriesOfDashboard(text) : QueriesOfAlerts(text);
        Assert.True(queries.Count >= atLeast, $"{queries.Count} queries were found");
        var scrape = await node.ScrapeAsync();
        Assert.All(queries, query =>
        {
            var selectors = PromQl.Selectors(query);
            Assert.NotEmpty(selectors);
            foreach (var (metric, labels) in selectors.Where(s => s.Metric != "up"))
            {
                Assert.True(scrape.Samples.Any(s => s.Name == metric), $"{metric} is not exported: {query}");
                Assert.Empty(labels.Except(scrape.LabelsOf(metric)).Except(OfPrometheus));
            }
            var known = selectors.SelectMany(s => scrape.LabelsOf(s.Metric)).Concat(OfPrometheus);
            Assert.Empty(PromQl.Grouped(query).Except(known));
        });
    }

    [Fact]
    public void Every_alert_says_what_to_do()
    {
        var alerts = YamlAlerts().Split("- alert: ")[1..];
        Assert.All(alerts, alert => Assert.Matches("""runbook: "[^"]{40,}"\s*$""", alert));
    }

    private static List<string> QueriesOfDashboard(string json)
    {
        using var dashboard = JsonDocument.Parse(json);
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
    }

    private static List<string> QueriesOfAlerts(string yaml) =>
    [
        .. k8s.KubernetesYaml.Deserialize<AlertFile>(yaml, strict: false).Groups.SelectMany(group => group.Rules).Select(rule => rule.Expr),
    ];

    private static string YamlAlerts() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "prometheus-alerts.yml"));

    private static string TypeOf(string type) => type.Replace("Observable", "").Replace("`1", "") switch
    {
        "Counter" => "counter",
        "UpDownCounter" => "up-down counter",
        "Gauge" => "gauge",
        "Histogram" => "histogram",
        _ => type,
    };

    private sealed class AlertFile
    {
        public List<AlertGroup> Groups { get; set; } = [];
    }

    private sealed class AlertGroup
    {
        public List<AlertRule> Rules { get; set; } = [];
    }

    private sealed class AlertRule
    {
        public string Expr { get; set; } = "";
    }
}
