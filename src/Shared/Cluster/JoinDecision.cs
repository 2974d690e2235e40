using System.Collections.Immutable;

namespace ActorProxy.Shared.Cluster;

/// <summary>What a node without a cluster does next.</summary>
public abstract record JoinDecision
{
    private JoinDecision()
    {
    }

    /// <summary>Looks again.</summary>
    /// <param name="Reason">What is missing, for the operator.</param>
    /// <param name="Warn">It may stay missing until the operator does something.</param>
    public sealed record Wait(string Reason, bool Warn = false) : JoinDecision;

    /// <summary>Founds a cluster: no other node does, and none has one.</summary>
    public sealed record Found : JoinDecision
    {
        public static readonly Found Instance = new();
    }

    /// <summary>Joins the cluster of these nodes, of which it is none.</summary>
    /// <param name="Members">At least one; first those that stay.</param>
    public sealed record Join(ImmutableArray<ContactPoint> Members) : JoinDecision;
}
