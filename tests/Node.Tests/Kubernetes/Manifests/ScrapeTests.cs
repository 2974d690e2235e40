using ActorProxy.Node.Telemetry;
using ActorProxy.Tests.Harness;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What leads Prometheus to the pods, and whether the shipped alert knows them by the labels that they get then.</summary>
public sealed class ScrapeTests
{
    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_annotations_say_where_metrics_are(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["prometheus.io/scrape"] = "true",
                ["prometheus.io/port"] = $"{rendered.Options.Metrics.Port}",
                ["prometheus.io/path"] = MetricsPath.Path,
            },
            rendered.StatefulSet.Spec.Template.Metadata.Annotations);
        Assert.False(System.Net.IPAddress.IsLoopback(rendered.Options.Metrics.Address));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_documented_job_finds_the_port_and_the_alert_the_job(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var job = DocumentedJob();
        var kept = Assert.Single(job.RelabelConfigs, r => r.Action == "keep");

        Assert.Contains($$"""up{job="{{job.JobName}}"} == 0""", Alerts(), StringComparison.Ordinal);
        Assert.Equal(("pod", rendered.StatefulSet.Metadata.NamespaceProperty),
            (job.KubernetesSdConfigs.Single().Role, job.KubernetesSdConfigs.Single().Namespaces.Names.Single()));
        Assert.Equal("__meta_kubernetes_pod_container_port_name", kept.SourceLabels.Single());
        Assert.Equal(rendered.Options.Metrics.Port, rendered.PortOf(kept.Regex));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_alert_knows_pods_that_annotations_led_to_by_their_label(string kustomization)
    {
        var (label, value) = Assert.Single(Rendered.Of(kustomization).PodLabels);

        Assert.Contains($$"""up{{{label.Replace('.', '_').Replace('/', '_')}}="{{value}}"} == 0""", Alerts(), StringComparison.Ordinal);
    }

    private static string Alerts() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "prometheus-alerts.yml"));

    /// <summary>The one scrape job of docs/kubernetes.md.</summary>
    private static ScrapeJob DocumentedJob()
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "docs", "kubernetes.md"))
            .SkipWhile(line => !line.StartsWith("    - job_name:", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));
        var yaml = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        return Assert.Single(yaml.Deserialize<List<ScrapeJob>>(string.Join('\n', lines)));
    }

    private sealed class ScrapeJob
    {
        public string JobName { get; set; } = "";

        public List<Discovery> KubernetesSdConfigs { get; set; } = [];

        public List<Relabel> RelabelConfigs { get; set; } = [];
    }

    private sealed class Discovery
    {
        public string Role { get; set; } = "";

        public Places Namespaces { get; set; } = new();
    }

    private sealed class Places
    {
        public List<string> Names { get; set; } = [];
    }

    private sealed class Relabel
    {
        public List<string> SourceLabels { get; set; } = [];

        public string TargetLabel { get; set; } = "";

        public string Regex { get; set; } = "";

        public string Action { get; set; } = "";
    }
}
