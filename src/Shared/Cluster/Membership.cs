namespace ActorProxy.Shared.Cluster;

/// <summary>Whether another node belongs to a cluster.</summary>
public enum Membership
{
    /// <summary>It did not answer.</summary>
    Unknown,

    None,

    Member,
}
