using System.Net;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>Pods, Services and rules are good for IPv4, IPv6 and both.</summary>
public sealed class FamilyTests
{
    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Services_have_the_families_that_there_are(string kustomization) => Assert.All(
        Rendered.Of(kustomization).All<V1Service>(),
        service => Assert.Equal(("PreferDualStack", null), (service.Spec.IpFamilyPolicy, service.Spec.IpFamilies)));

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Who_is_reached_from_outside_the_pod_is_bound_on_both(string kustomization)
    {
        var options = Rendered.Of(kustomization).Options;

        Assert.All(
            [.. options.Listeners.Select(listener => listener.Address), options.Health.Address, options.Metrics.Address],
            address => Assert.Equal(IPAddress.IPv6Any, address));
        // Every pod has this one, whatever its family: exec and port-forward lead there.
        Assert.Equal(IPAddress.Loopback, options.Admin.Address);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void An_address_of_IPv6_is_one_to_be_found_at(string kustomization)
    {
        var configuration = Rendered.Of(kustomization).ConfigurationAt("fd00::1:2");

        Assert.Empty(configuration.Problems);
        var cluster = configuration.Loaded!.Options.Cluster;
        Assert.Equal(cluster.Enabled ? IPAddress.IPv6Any : IPAddress.Any, cluster.BoundAddress);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Rules_name_who_by_labels_and_not_by_addresses_of_one_family(string kustomization)
    {
        var policies = Rendered.Of(kustomization).All<V1NetworkPolicy>().Select(policy => policy.Spec).ToList();
        var peers = policies.SelectMany(policy => policy.Ingress ?? []).SelectMany(rule => rule.FromProperty ?? [])
            .Concat(policies.SelectMany(policy => policy.Egress ?? []).SelectMany(rule => rule.To ?? []));

        Assert.All(peers, peer => Assert.Null(peer.IpBlock));
    }
}
