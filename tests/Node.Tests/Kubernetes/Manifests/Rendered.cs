using System.Collections.Concurrent;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using k8s;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>A kustomization as it is applied, read strictly: a field that Kubernetes does not have fails.</summary>
internal sealed class Rendered
{
    public const string PodAddress = "10.1.2.3";

    private static readonly ConcurrentDictionary<string, Rendered> Cache = new();

    private Rendered(string directory) => Objects = Read(Kubectl.Kustomize(Path.Combine(Repository.Manifests, directory)));

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    public V1StatefulSet StatefulSet => One<V1StatefulSet>();

    public V1PodSpec Pod => StatefulSet.Spec.Template.Spec;

    public V1Container Container => Pod.Containers.Single();

    public IDictionary<string, string> PodLabels => StatefulSet.Spec.Template.Metadata.Labels;

    public ConfigurationResult Configuration => ConfigurationAt(PodAddress);

    public ProxyOptions Options => Configuration.Loaded!.Options;

    /// <summary>The names that the ports of the listeners have in the container.</summary>
    public IReadOnlyList<string> ListenerPorts =>
        [.. Options.Listeners.Select(listener => listener.Tls is null ? "http" : "https").Order(StringComparer.Ordinal)];

    public static Rendered Of(string directory) => Cache.GetOrAdd(directory, d => new Rendered(d));

    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Read(string yaml) =>
        [.. KubernetesYaml.LoadAllFromString(yaml, CertManager.Types, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()];

    /// <summary>An overlay with a component more.</summary>
    public static Rendered With(string kustomization, string component) =>
        Cache.GetOrAdd($"{kustomization} with {component}", _ => Compose(kustomization, component));

    /// <summary>The configuration as the first pod reads it, which has this address.</summary>
    public ConfigurationResult ConfigurationAt(string podAddress) => ConfigurationLoader.Parse(
        One<V1ConfigMap>().Data["actorproxy.conf"], "actorproxy.conf", name => Environment(name, podAddress));

    public T One<T>() => All<T>().Single();

    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    public int PortOf(string name) => Container.Ports.Single(p => p.Name == name).ContainerPort;

    private static Rendered Compose(string kustomization, string component)
    {
        var folder = Directory.CreateTempSubdirectory("actorproxy-overlay-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "kustomization.yaml"), $"""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: actorproxy
                resources: ["{Relative(kustomization)}"]
                components: ["{Relative(component)}"]
                """);
            return new Rendered(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string Relative(string directory) => Path.GetRelativePath(folder.FullName, Path.Combine(Repository.Manifests, directory));
    }

    /// <summary>The variables as the container of the first pod has them.</summary>
    private string? Environment(string name, string podAddress)
    {
        if (Container.Env?.SingleOrDefault(e => e.Name == name) is not { } variable)
            return null;
        if (variable.ValueFrom is not { } source)
            return variable.Value;
        return source.FieldRef?.FieldPath switch
        {
            "status.podIP" => podAddress,
            null when source.SecretKeyRef is not null => "Host=db;Database=actorproxy",
            var other => throw new InvalidOperationException($"The test does not know {other}."),
        };
    }
}
