using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>The pods' rights, volumes and image.</summary>
public sealed class PodManifestTests
{
    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Pods_have_as_few_rights_as_can_be(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var (pod, container) = (rendered.Pod.SecurityContext, rendered.Container.SecurityContext);

        Assert.Equal((true, 10001, 10001, "RuntimeDefault"), (pod.RunAsNonRoot, pod.RunAsUser, pod.RunAsGroup, pod.SeccompProfile.Type));
        Assert.Equal((false, true), (container.AllowPrivilegeEscalation, container.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], container.Capabilities.Drop);
        Assert.Null(container.Capabilities.Add);
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_api_is_open_for_what_discovery_asks_and_to_nobody_else(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var discovers = rendered.Options.Cluster.Discovery == DiscoveryMethod.Kubernetes;

        Assert.Equal(discovers, rendered.Pod.AutomountServiceAccountToken);
        Assert.Equal(rendered.One<V1ServiceAccount>().Metadata.Name, rendered.Pod.ServiceAccountName);
        Assert.Equal(
            discovers ? ["/pods: list"] : [],
            rendered.All<V1Role>().SelectMany(r => r.Rules)
                .Select(r => $"{string.Join(',', r.ApiGroups)}/{string.Join(',', r.Resources)}: {string.Join(',', r.Verbs)}"));
        Assert.Equal(
            discovers ? [(rendered.One<V1Role>().Metadata.Name, rendered.Pod.ServiceAccountName,
                rendered.StatefulSet.Metadata.NamespaceProperty)] : [],
            rendered.All<V1RoleBinding>().Select(b => (b.RoleRef.Name, b.Subjects.Single().Name, b.Subjects.Single().NamespaceProperty)));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void What_is_written_is_on_a_volume(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var registry = rendered.Options.Registry;
        var claims = (rendered.StatefulSet.Spec.VolumeClaimTemplates ?? []).Select(c => c.Metadata.Name);

        Assert.Equal(
            registry is { Enabled: true, Store: RegistryStore.Sqlite } ? [registry.DataDirectory] : [],
            claims.Select(c => rendered.Container.VolumeMounts.Single(m => m.Name == c).MountPath));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Another_configuration_reaches_pods_that_run_and_restarts_none(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);

        // A hash of the contents in the name would make other pods of another file.
        Assert.Equal("actorproxy", rendered.One<V1ConfigMap>().Metadata.Name);
        Assert.Equal(WatchInterval.On, rendered.Options.Reload.Watch);
        // The kubelet swaps the files of directories; one that is mounted by itself stays as it was when the pod began.
        Assert.All(rendered.Container.VolumeMounts, mount => Assert.Equal((null, null), (mount.SubPath, mount.SubPathExpr)));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_image_is_the_dockerfiles(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var docker = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));
        var version = typeof(Program).Assembly.GetName().Version!.ToString(3);

        Assert.Equal($"actorproxy:{version}", rendered.Container.Image);
        Assert.Contains($"# docker build -t {rendered.Container.Image} .", docker);
        Assert.Contains($"USER {rendered.Pod.SecurityContext.RunAsUser}:{rendered.Pod.SecurityContext.RunAsGroup}", docker);
        Assert.Contains($"CMD [{string.Join(", ", rendered.Container.Args.Select(a => $"\"{a}\""))}]", docker);
        Assert.Contains("STOPSIGNAL SIGTERM", docker);
        // Those who exec into a pod need not know where the program is.
        Assert.Contains("ENTRYPOINT [\"/app/actorproxy\"]", docker);
        Assert.StartsWith("ENV PATH=/app:", Assert.Single(docker, line => line.Contains("PATH=", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        var config = rendered.Pod.Volumes.Single(v => v.ConfigMap?.Name == rendered.One<V1ConfigMap>().Metadata.Name).Name;
        Assert.Equal(
            Path.GetDirectoryName(rendered.Container.Args[^1]),
            rendered.Container.VolumeMounts.Single(m => m.Name == config).MountPath);
    }
}
