using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What <c>components/endpoint-slices</c> adds to an overlay; none has it from the start.</summary>
public sealed class EndpointSlicesComponentTests
{
    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Pods_may_watch_the_endpoints_of_their_namespace_and_reach_the_api(string kustomization)
    {
        var (plain, rendered) = (Rendered.Of(kustomization), Rendered.With(kustomization, "components/endpoint-slices"));

        Assert.True(rendered.Pod.AutomountServiceAccountToken);
        var role = Assert.Single(rendered.All<V1Role>(), role => role.Rules.Any(rule => rule.Resources.Contains("endpointslices")));
        var rule = Assert.Single(role.Rules);
        Assert.Equal("discovery.k8s.io/endpointslices: list,watch",
            $"{string.Join(',', rule.ApiGroups)}/{string.Join(',', rule.Resources)}: {string.Join(',', rule.Verbs)}");
        var binding = Assert.Single(rendered.All<V1RoleBinding>(), binding => binding.RoleRef.Name == role.Metadata.Name);
        Assert.Equal(rendered.Pod.ServiceAccountName, Assert.Single(binding.Subjects).Name);
        Assert.Equal(plain.All<V1NetworkPolicy>().Count() + 1, rendered.All<V1NetworkPolicy>().Count());
    }
}
