namespace ActorProxy.Shared.Options;

/// <summary>How a node finds the first others of its cluster.</summary>
public enum DiscoveryMethod
{
    /// <summary>By <see cref="ClusterOptions.SeedNodes"/>.</summary>
    None,

    /// <summary>By asking the Kubernetes API for pods.</summary>
    Kubernetes,
}
