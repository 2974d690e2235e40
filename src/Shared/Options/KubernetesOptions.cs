namespace ActorProxy.Shared.Options;

/// <summary>Which pods are nodes of the cluster.</summary>
public sealed record KubernetesOptions
{
    /// <summary>Namespace of the pods; empty stands for the node's own.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Labels that the pods have, as the Kubernetes API reads them: <c>app.kubernetes.io/name=actorproxy</c>.</summary>
    public string LabelSelector { get; init; } = "app.kubernetes.io/name=actorproxy";

    /// <summary>Nodes that must be found before one of them may found a cluster, 1 to 100.</summary>
    public int RequiredNodes { get; init; } = 2;
}
