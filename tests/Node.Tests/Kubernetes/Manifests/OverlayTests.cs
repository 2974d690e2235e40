using System.Diagnostics.Metrics;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Options;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What each overlay is for.</summary>
public sealed class OverlayTests
{
    [ManifestTheory]
    [InlineData("base", 3, true, DiscoveryMethod.Kubernetes, false, RegistryStore.Postgresql)]
    [InlineData("overlays/single-node", 1, false, DiscoveryMethod.None, true, RegistryStore.Sqlite)]
    [InlineData("overlays/cluster", 3, true, DiscoveryMethod.Kubernetes, true, RegistryStore.Postgresql)]
    [InlineData("overlays/tls", 3, true, DiscoveryMethod.Kubernetes, true, RegistryStore.Postgresql)]
    [InlineData("overlays/autoscaled", null, true, DiscoveryMethod.Kubernetes, true, RegistryStore.Postgresql)]
    public void An_overlay_is_what_its_name_says(
        string kustomization, int? replicas, bool cluster, DiscoveryMethod discovery, bool registry, RegistryStore store)
    {
        var rendered = Rendered.Of(kustomization);
        var options = rendered.Options;

        Assert.Equal(
            (replicas, cluster, discovery, registry, store),
            (rendered.StatefulSet.Spec.Replicas, options.Cluster.Enabled, options.Cluster.Discovery, options.Registry.Enabled,
                options.Registry.Store));
        Assert.Equal(replicas is null, rendered.All<V2HorizontalPodAutoscaler>().Any());
    }

    [ManifestTheory]
    [InlineData("overlays/autoscaled")]
    public void The_autoscaler_goes_by_a_metric_that_the_program_has(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var scaler = rendered.One<V2HorizontalPodAutoscaler>().Spec;
        // As OpenMetrics writes the names of instruments.
        var metrics = Instruments().Select(name => name.Replace('.', '_'));

        Assert.Contains(Assert.Single(scaler.Metrics).Pods.Metric.Name, metrics);
        Assert.Equal(("StatefulSet", rendered.StatefulSet.Metadata.Name), (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name));
        Assert.True(scaler.Metrics[0].Pods.Target.AverageValue.ToInt64() < rendered.Options.Limits.MaxConnections);
    }

    private static List<string> Instruments()
    {
        var names = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ProxyMetrics.MeterName)
                lock (names)
                    names.Add(instrument.Name);
        };
        listener.Start();
        using var metrics = new ProxyMetrics(loops: 1);
        listener.Dispose();
        lock (names)
            return [.. names];
    }
}
