using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What <c>components/tls</c> adds to an overlay, and the overlay that has it.</summary>
public sealed class TlsComponentTests
{
    private const string Secret = "actorproxy-tls";

    [ManifestTheory]
    [InlineData("overlays/single-node")]
    [InlineData("overlays/cluster")]
    [InlineData("overlays/autoscaled")]
    public void Pods_have_the_secret_and_clients_the_port(string kustomization)
    {
        var (plain, rendered) = (Rendered.Of(kustomization), Rendered.With(kustomization, "components/tls"));
        var service = rendered.All<V1Service>().Single(service => service.Spec.ClusterIP is null).Spec;
        var policies = rendered.All<V1NetworkPolicy>().Select(policy => policy.Spec).ToList();

        Assert.StartsWith("/etc/", MountOf(rendered), StringComparison.Ordinal);
        Assert.Equal((443, "https"), service.Ports.Where(port => port.Name == "https").Select(port => (port.Port, port.TargetPort.Value))
            .Single());
        Assert.Equal(plain.Container.Ports.Count + 1, rendered.Container.Ports.Count);
        Assert.Equal(8443, rendered.PortOf("https"));
        Assert.Single(policies, policy => policy.Ingress?.Any(rule => rule.Ports.Any(port => port.Port.Value == "https")) == true);
    }

    [ManifestTheory]
    [InlineData("overlays/tls")]
    public void The_listener_has_the_files_of_the_secret_where_their_changes_are_seen(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var listener = Assert.Single(rendered.Options.Listeners, listener => listener.Tls is not null);
        var files = Assert.Single(listener.Tls!.Certificates);
        var folder = MountOf(rendered);

        Assert.Equal(($"{folder}/tls.crt", $"{folder}/tls.key", rendered.PortOf("https")), (files.Certificate, files.Key, listener.Port));
    }

    /// <summary>Where the Secret is mounted: the whole of it, as files of a directory, which the kubelet swaps together.</summary>
    private static string MountOf(Rendered rendered)
    {
        var volume = Assert.Single(rendered.Pod.Volumes, volume => volume.Secret?.SecretName == Secret);
        var mount = Assert.Single(rendered.Container.VolumeMounts, mount => mount.Name == volume.Name);
        Assert.Equal((true, null, null), (mount.ReadOnlyProperty, mount.SubPath, volume.Secret.Items));
        return mount.MountPath;
    }
}
