namespace ActorProxy.Shared.Cluster;

/// <summary>Decides what a node does that its cluster goes on without.</summary>
public static class MinorityRules
{
    /// <param name="hasOthers">Whether it is of a cluster at all; else nothing can serve in its place.</param>
    /// <param name="servesFor">How long <see cref="MinorityPolicy.Serve"/> holds; zero for without end.</param>
    /// <param name="since">How long it has been out of its cluster.</param>
    public static MinorityPolicy Now(bool hasOthers, MinorityPolicy policy, TimeSpan servesFor, TimeSpan since) =>
        !hasOthers ? MinorityPolicy.Serve
        : policy == MinorityPolicy.Serve && servesFor > TimeSpan.Zero && since >= servesFor ? MinorityPolicy.Keep
        : policy;

    /// <summary>When, after it has lost its cluster, the decision becomes another one; null where it stays.</summary>
    public static TimeSpan? ChangesAfter(bool hasOthers, MinorityPolicy policy, TimeSpan servesFor) =>
        hasOthers && policy == MinorityPolicy.Serve && servesFor > TimeSpan.Zero ? servesFor : null;
}
