using ActorProxy.Node.Cli.Operator;
using ActorProxy.Node.Health;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>All manifests agree with each other and with the program.</summary>
public sealed class ManifestTests
{
    /// <summary>Room for leaving the cluster after the drain: the phases of Akka's shutdown have 10 s each.</summary>
    private const long HandOver = 30;

    public static TheoryData<string> Kustomizations =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Manifests, "overlays")).Select(d => "overlays/" + Path.GetFileName(d))
            .Prepend("base")];

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_configuration_has_no_problems(string kustomization) =>
        Assert.Empty(Rendered.Of(kustomization).Configuration.Problems);

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_containers_ports_are_the_configurations(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var options = rendered.Options;

        Assert.Equal(options.Listeners.Select(listener => listener.Port).Order(), rendered.ListenerPorts.Select(rendered.PortOf).Order());
        Assert.Equal(options.Health.Port, rendered.PortOf("health"));
        Assert.Equal(options.Metrics.Port, rendered.PortOf("metrics"));
        Assert.Equal(options.Cluster.Enabled ? [options.Cluster.Port] : [],
            rendered.Container.Ports.Where(p => p.Name == "cluster").Select(p => p.ContainerPort));
        Assert.Equal(options.Listeners.Count + (options.Cluster.Enabled ? 3 : 2), rendered.Container.Ports.Count);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Services_lead_to_the_pods_ports(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var (clients, nodes) = (Service(rendered, "actorproxy"), Service(rendered, rendered.StatefulSet.Spec.ServiceName));

        Assert.Equal(rendered.ListenerPorts, clients.Ports.Select(p => p.TargetPort.Value).Order(StringComparer.Ordinal));
        Assert.Equal(rendered.ListenerPorts, clients.Ports.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("cluster", Assert.Single(nodes.Ports).TargetPort.Value);
        Assert.Equal(rendered.Options.Cluster.Port, nodes.Ports[0].Port);
        // Nodes must reach each other before they are ready.
        Assert.Equal(("None", true), (nodes.ClusterIP, nodes.PublishNotReadyAddresses));
        Assert.Null(clients.PublishNotReadyAddresses);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Probes_ask_what_the_endpoint_answers(string kustomization)
    {
        var container = Rendered.Of(kustomization).Container;

        Assert.Equal(
            [(HealthPaths.Started, "health"), (HealthPaths.Ready, "health"), (HealthPaths.Live, "health")],
            new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }.Select(
                p => (p.HttpGet.Path, p.HttpGet.Port.Value)));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Every_selector_selects_the_pods(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var spread = rendered.Pod.TopologySpreadConstraints.Select(t => t.LabelSelector.MatchLabels);
        var policies = rendered.All<V1NetworkPolicy>().Select(p => p.Spec.PodSelector.MatchLabels);
        var asked = rendered.Options.Cluster.Kubernetes.LabelSelector.Split('=');

        Assert.All(
            [
                rendered.StatefulSet.Spec.Selector.MatchLabels,
                rendered.One<V1PodDisruptionBudget>().Spec.Selector.MatchLabels,
                .. rendered.All<V1Service>().Select(s => s.Spec.Selector),
                .. spread,
                .. policies,
                new Dictionary<string, string> { [asked[0]] = asked[1] },
            ],
            selector => Assert.Equal(rendered.PodLabels, selector));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Kubernetes_waits_for_the_drain(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var sleep = rendered.Container.Lifecycle.PreStop.Sleep.Seconds;

        Assert.InRange(sleep, 3, 30);
        Assert.True(rendered.Pod.TerminationGracePeriodSeconds >= sleep + (long)rendered.Options.Shutdown.DrainGrace.TotalSeconds
            + HandOver);
        Assert.True(rendered.Options.Shutdown.SpreadOf(tunnels: 1000) > TimeSpan.Zero);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void One_pod_at_a_time_may_be_evicted_and_one_that_is_not_ready_always(string kustomization)
    {
        var budget = Rendered.Of(kustomization).One<V1PodDisruptionBudget>().Spec;

        Assert.Equal(("1", "AlwaysAllow"), (budget.MaxUnavailable.Value, budget.UnhealthyPodEvictionPolicy));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Only_nodes_reach_the_clusters_port_and_only_monitoring_the_metrics(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var rules = rendered.All<V1NetworkPolicy>().SelectMany(p => p.Spec.Ingress ?? []).ToList();
        var open = rules.Where(r => r.FromProperty is null).SelectMany(r => r.Ports).Select(p => p.Port.Value);
        var closed = rules.Where(r => r.FromProperty is not null)
            .ToDictionary(r => Assert.Single(r.Ports).Port.Value, r => Assert.Single(r.FromProperty));

        // The kubelet of the pod's machine is let in whatever the policy says: a rule for its port would let in everybody else.
        Assert.Equal(rendered.ListenerPorts, open.Order(StringComparer.Ordinal));
        Assert.Equal(["cluster", "metrics"], closed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(rendered.PodLabels, closed["cluster"].PodSelector.MatchLabels);
        // Prometheus' pods have no label that all have in common; its namespace gets one.
        Assert.Equal(new Dictionary<string, string> { ["actorproxy/monitoring"] = "true" },
            closed["metrics"].NamespaceSelector.MatchLabels);
        Assert.Null(closed["metrics"].PodSelector);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_command_line_in_a_pod_finds_its_node_and_nobody_else_does(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var admin = rendered.Options.Admin;

        Assert.Equal(AdminTarget.DefaultBase, $"http://{admin.Address}:{admin.Port}");
        Assert.False(admin.BeyondLoopback);
        Assert.DoesNotContain(admin.Port, rendered.Container.Ports.Select(p => p.ContainerPort));
        Assert.DoesNotContain(admin.Port, rendered.All<V1Service>().SelectMany(s => s.Spec.Ports).Select(p => p.Port));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Pods_may_go_where_the_program_goes(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var options = rendered.Options;
        var ports = rendered.All<V1NetworkPolicy>().SelectMany(p => p.Spec.Egress ?? []).SelectMany(r => r.Ports ?? [])
            .Select(p => p.Port.Value).ToHashSet();

        Assert.Contains("53", ports);
        Assert.Contains($"{options.Cluster.Port}", ports);
        Assert.Equal(options.Registry is { Enabled: true, Store: RegistryStore.Postgresql }, ports.Contains("5432"));
        Assert.Equal(options.Cluster.Discovery == DiscoveryMethod.Kubernetes, ports.Contains("6443"));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Nodes_talk_by_mutual_TLS_with_the_certificates_of_a_secret(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var mount = rendered.Container.VolumeMounts.SingleOrDefault(m => m.Name == "cluster-tls");
        var secret = rendered.Pod.Volumes.SingleOrDefault(v => v.Name == "cluster-tls")?.Secret.SecretName;
        if (rendered.Options.Cluster is not { Enabled: true, Tls: var tls })
        {
            Assert.Equal((null, null), (mount, secret));
            return;
        }

        Assert.Equal(
            ($"{mount!.MountPath}/tls.crt", $"{mount.MountPath}/tls.key", $"{mount.MountPath}/ca.crt", true),
            (tls!.Files.Certificate, tls.Files.Key, tls.Ca, mount.ReadOnlyProperty));
        // cert-manager writes the secret that the pods mount, with these three keys.
        Assert.Contains($"\n  secretName: {secret}\n", File.ReadAllText(
            Path.Combine(Repository.Manifests, "components", "cert-manager", "certificates.yaml")), StringComparison.Ordinal);
        Assert.Contains($"secret generic {secret} ", File.ReadAllText(Path.Combine(Repository.Root, "docs", "kubernetes.md")),
            StringComparison.Ordinal);
    }

    private static V1ServiceSpec Service(Rendered rendered, string name) =>
        rendered.All<V1Service>().Single(s => s.Metadata.Name == name).Spec;
}
