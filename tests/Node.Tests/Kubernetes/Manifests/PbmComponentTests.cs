using ActorProxy.Node.Pbm;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What <c>components/pbm</c> adds to an overlay; none has it from the start.</summary>
public sealed class PbmComponentTests
{
    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_configuration_has_the_port_and_the_image_is_another(string kustomization)
    {
        var rendered = WithPbm(kustomization);
        var configuration = rendered.Configuration;

        // Without the adapter, that there is a port is a problem.
        if (PbmAdapter.Exists)
            Assert.Equal(9110, configuration.Loaded!.Options.Pbm.Port);
        else
            Assert.Equal("actorproxy.pbm.port", Assert.Single(configuration.Problems).Key);
        Assert.Equal(Rendered.Of(kustomization).Container.Image + "-pbm", rendered.Container.Image);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Nothing_leads_to_the_port_from_outside(string kustomization)
    {
        var (plain, rendered) = (Rendered.Of(kustomization), WithPbm(kustomization));

        Assert.Equal(plain.Container.Ports.Select(p => p.ContainerPort), rendered.Container.Ports.Select(p => p.ContainerPort));
        Assert.Equal(ServicePorts(plain), ServicePorts(rendered));
        Assert.Equal(plain.All<V1NetworkPolicy>().Count(), rendered.All<V1NetworkPolicy>().Count());
        Assert.Equal(0, plain.Options.Pbm.Port);
    }

    private static IEnumerable<int> ServicePorts(Rendered rendered) =>
        rendered.All<V1Service>().SelectMany(s => s.Spec.Ports).Select(p => p.Port);

    private static Rendered WithPbm(string kustomization) => Rendered.With(kustomization, "components/pbm");
}
