namespace ActorProxy.Actors.Membership;

/// <summary>How far a node is on its way into a cluster.</summary>
internal enum EntryStep
{
    /// <summary>It asks.</summary>
    Looking,

    /// <summary>It has said that it is about to found a cluster, and takes the second look.</summary>
    Announced,

    /// <summary>It has joined itself.</summary>
    Founding,

    Joining,

    Entered,
}
