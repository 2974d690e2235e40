namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>A theory about rendered manifests; skipped, with the reason, where kubectl cannot render them.</summary>
public sealed class ManifestTheoryAttribute : TheoryAttribute
{
    public ManifestTheoryAttribute() => Skip = Kubectl.Lacks;
}
