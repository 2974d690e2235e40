using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Which pods are nodes of the cluster.</summary>
public sealed record KubernetesOptions
{
    [Setting("Of the pods; without it, the node's own namespace.", Example = "default")]
    public string? Namespace { get; init; }

    [Setting("Labels that the pods have, as the Kubernetes API reads them.")]
    public string LabelSelector { get; init; } = "app.kubernetes.io/name=actorproxy";

    [Setting("How many nodes must be found before one of them may found a cluster."), Between(1, 100)]
    public int RequiredNodes { get; init; } = 2;
}
