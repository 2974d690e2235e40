using ActorProxy.Shared.Options;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>No overlay founds a second cluster, however slow the network is while its nodes start.</summary>
public sealed class FoundingTests
{
    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Nobody_founds_a_cluster_by_himself(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var cluster = rendered.Options.Cluster;
        var scalers = rendered.All<V2HorizontalPodAutoscaler>().ToList();

        // Pods come and go at other addresses: a list of them would be out of date, and founding waits for all that are listed.
        Assert.Empty(cluster.SeedNodes);
        if (!cluster.Enabled)
        {
            Assert.Equal((1, 0), (rendered.StatefulSet.Spec.Replicas, scalers.Count));
            return;
        }

        Assert.Equal(DiscoveryMethod.Kubernetes, cluster.Discovery);
        // More than half of those that start together: two parts of them cannot found one each.
        var nodes = (rendered.StatefulSet.Spec.Replicas ?? Assert.Single(scalers).Spec.MinReplicas)!.Value;
        Assert.InRange(cluster.Kubernetes.RequiredNodes, nodes / 2 + 1, nodes);
        // One by one, the first would never be ready, and the second never start.
        Assert.Equal("Parallel", rendered.StatefulSet.Spec.PodManagementPolicy);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Nodes_that_are_found_by_address_go_by_their_address(string kustomization)
    {
        var cluster = Rendered.Of(kustomization).Options.Cluster;

        Assert.Equal(cluster.Enabled ? Rendered.PodAddress : "", cluster.Hostname);
    }
}
