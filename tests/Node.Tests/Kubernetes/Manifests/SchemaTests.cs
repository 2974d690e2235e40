using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using ActorProxy.Tests.Harness;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>
/// What an API server would refuse. The models know fields and their types, and are read strictly; what they take for any text, and whether
/// what is named is there, is looked at here.
/// </summary>
public sealed partial class SchemaTests
{
    /// <summary>Fields whose values are of a closed set.</summary>
    private static readonly Dictionary<(Type, string), string[]> Closed = new()
    {
        [(typeof(V1StatefulSetSpec), nameof(V1StatefulSetSpec.PodManagementPolicy))] = ["OrderedReady", "Parallel"],
        [(typeof(V1TopologySpreadConstraint), nameof(V1TopologySpreadConstraint.WhenUnsatisfiable))] = ["DoNotSchedule", "ScheduleAnyway"],
        [(typeof(V1SeccompProfile), nameof(V1SeccompProfile.Type))] = ["Localhost", "RuntimeDefault", "Unconfined"],
        [(typeof(V1PersistentVolumeClaimSpec), nameof(V1PersistentVolumeClaimSpec.AccessModes))] =
            ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"],
        [(typeof(V1PodDisruptionBudgetSpec), nameof(V1PodDisruptionBudgetSpec.UnhealthyPodEvictionPolicy))] =
            ["AlwaysAllow", "IfHealthyBudget"],
        [(typeof(V1ServiceSpec), nameof(V1ServiceSpec.IpFamilyPolicy))] = ["PreferDualStack", "RequireDualStack", "SingleStack"],
        [(typeof(V1ServiceSpec), nameof(V1ServiceSpec.Type))] = ["ClusterIP", "LoadBalancer", "NodePort"],
        [(typeof(V1ServicePort), nameof(V1ServicePort.Protocol))] = ["TCP", "UDP"],
        [(typeof(V1ContainerPort), nameof(V1ContainerPort.Protocol))] = ["TCP", "UDP"],
        [(typeof(V1NetworkPolicyPort), nameof(V1NetworkPolicyPort.Protocol))] = ["TCP", "UDP"],
        [(typeof(V1NetworkPolicySpec), nameof(V1NetworkPolicySpec.PolicyTypes))] = ["Egress", "Ingress"],
        [(typeof(V1PolicyRule), nameof(V1PolicyRule.Verbs))] = ["get", "list", "watch"], // pods need no others
        [(typeof(V1RoleRef), nameof(V1RoleRef.Kind))] = ["Role"],
        [(typeof(V2MetricSpec), nameof(V2MetricSpec.Type))] = ["ContainerResource", "External", "Object", "Pods", "Resource"],
        [(typeof(V2MetricTarget), nameof(V2MetricTarget.Type))] = ["AverageValue", "Utilization", "Value"],
        [(typeof(V2HPAScalingPolicy), nameof(V2HPAScalingPolicy.Type))] = ["Percent", "Pods"],
    };

    /// <summary>Kustomizations as they are, and components with one that has none of them.</summary>
    public static TheoryData<string> Sources => [.. FoldersOf("components"), .. FoldersOf("overlays"), "base"];

    [Theory]
    [InlineData("replica: 3")] // no such field
    [InlineData("replicas: three")] // of another type
    [InlineData("replicas: 3\n  replicas: 4")] // twice
    [InlineData("template: { spec: { containers: [{ name: a, imagePullpolicy: Always }] } }")] // deep inside
    public void What_the_models_do_not_know_is_not_read(string entry)
    {
        Assert.Single(Rendered.Read(StatefulSet("replicas: 3")));

        Assert.ThrowsAny<Exception>(() => Rendered.Read(StatefulSet(entry)));

        static string StatefulSet(string entry) => $"apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: a\nspec:\n  {entry}\n";
    }

    [ManifestTheory, MemberData(nameof(Sources))]
    public void Values_of_closed_sets_are_of_them(string source)
    {
        var values = Read(source).Objects.SelectMany(o => Values(o))
            .Where(v => Closed.ContainsKey((v.Property.DeclaringType!, v.Property.Name))).ToList();

        Assert.NotEmpty(values);
        Assert.All(values, v => Assert.Empty(
            (v.Value as IEnumerable<string> ?? [(string)v.Value]).Except(Closed[(v.Property.DeclaringType!, v.Property.Name)])));
    }

    [ManifestTheory, MemberData(nameof(Sources))]
    public void Names_are_such_as_the_DNS_has(string source)
    {
        var rendered = Read(source);
        var names = rendered.Objects.Select(o => o.Metadata.Name).Concat(rendered.Pod.Volumes.Select(volume => volume.Name))
            .Append(rendered.Container.Name);
        var ports = rendered.Container.Ports.Select(port => port.Name).Concat(
            rendered.All<V1Service>().SelectMany(service => service.Spec.Ports).Select(port => port.Name));

        Assert.All(names, name => Assert.Matches(Label(), name));
        Assert.All(names, name => Assert.InRange(name.Length, 1, 63));
        Assert.All(ports, name => Assert.Matches(Label(), name));
        Assert.All(ports, name => Assert.InRange(name.Length, 1, 15)); // RFC 6335 section 5.1
    }

    [ManifestTheory, MemberData(nameof(Sources))]
    public void What_is_named_is_there_and_once(string source)
    {
        var rendered = Read(source);
        var claims = (rendered.StatefulSet.Spec.VolumeClaimTemplates ?? []).Select(claim => claim.Metadata.Name);
        var volumes = rendered.Pod.Volumes.Select(volume => volume.Name).Concat(claims);
        var mounts = rendered.Container.VolumeMounts;
        var asked = rendered.All<V1Service>().SelectMany(service => service.Spec.Ports).Select(port => port.TargetPort.Value).Concat(
            rendered.All<V1NetworkPolicy>().SelectMany(policy => policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports)
                .Select(port => port.Port.Value));
        var ports = rendered.Container.Ports.Select(port => port.Name).ToHashSet();

        Assert.Equal(volumes.Order(StringComparer.Ordinal), mounts.Select(mount => mount.Name).Order(StringComparer.Ordinal));
        Assert.Distinct(mounts.Select(mount => mount.MountPath));
        Assert.Distinct((rendered.Container.Env ?? []).Select(variable => variable.Name));
        // A node that is alone has no port for others: what leads there leads nowhere. ManifestTests look at those that have it.
        Assert.Empty(asked.Where(port => port != "cluster").Except(ports));
        Assert.Distinct(rendered.Objects.Select(o => $"{o.Kind} {o.Metadata.Name}"));
    }

    [ManifestTheory, MemberData(nameof(Sources))]
    public void All_of_it_is_in_the_namespace_and_has_the_label(string source)
    {
        var rendered = Read(source);
        var (home, rest) = (rendered.One<V1Namespace>().Metadata.Name, rendered.Objects.Where(o => o is not V1Namespace));

        Assert.All(rest, o => Assert.Equal(home, o.Metadata.NamespaceProperty));
        Assert.All(rest.Where(o => o is not V1ConfigMap), o => Assert.Equal(rendered.PodLabels, o.Metadata.Labels));
    }

    private static Rendered Read(string source) => source.StartsWith("components/", StringComparison.Ordinal)
        ? Rendered.With("overlays/single-node", source)
        : Rendered.Of(source);

    private static IEnumerable<string> FoldersOf(string parent) =>
        Directory.GetDirectories(Path.Combine(Repository.Manifests, parent)).Select(folder => $"{parent}/{Path.GetFileName(folder)}");

    /// <summary>All values in it that are not null, and those in them.</summary>
    private static IEnumerable<(PropertyInfo Property, object Value)> Values(object model)
    {
        foreach (var property in model.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            if (property.GetValue(model) is not { } value)
                continue;
            yield return (property, value);
            foreach (var inner in ModelsIn(value).SelectMany(within => Values(within)))
                yield return inner;
        }
    }

    private static IEnumerable<object> ModelsIn(object value) => value switch
    {
        string or IntOrString or ResourceQuantity => [],
        IDictionary map => map.Values.Cast<object>().SelectMany(entry => ModelsIn(entry)),
        IEnumerable list => list.Cast<object>().SelectMany(entry => ModelsIn(entry)),
        _ when value.GetType().Namespace == typeof(V1Namespace).Namespace => [value],
        _ => [],
    };

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex Label();
}
