namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What <c>components/cert-manager</c> adds to an overlay; none has it from the start.</summary>
public sealed class CertManagerComponentTests
{
    [ManifestTheory]
    [InlineData("overlays/cluster")]
    [InlineData("overlays/autoscaled")]
    public void The_nodes_secret_is_signed_by_a_root_that_the_cluster_alone_has(string kustomization)
    {
        var rendered = Rendered.With(kustomization, "components/cert-manager");
        var issuers = rendered.All<CertManager.Issuer>().ToDictionary(issuer => issuer.Metadata.Name, issuer => issuer.Spec);
        var certificates = rendered.All<CertManager.Certificate>().Select(certificate => certificate.Spec).ToList();
        var (root, node) = (certificates.Single(spec => spec.IsCA), certificates.Single(spec => !spec.IsCA));

        Assert.All(certificates, spec => Assert.Equal("Issuer", spec.IssuerRef.Kind));
        Assert.NotNull(issuers[root.IssuerRef.Name].SelfSigned);
        Assert.Equal(root.SecretName, issuers[node.IssuerRef.Name].Ca?.SecretName);
        Assert.Contains(rendered.Pod.Volumes, volume => volume.Secret?.SecretName == node.SecretName);
        // Each node is client and server of the others.
        Assert.Equal(["digital signature", "server auth", "client auth"], node.Usages);
    }
}
