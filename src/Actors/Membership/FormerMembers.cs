using System.Collections.Immutable;
using ActorProxy.Shared.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>
/// The other members of the cluster that this process was a member of, as it last saw them. It outlives the actor system in which it
/// was one, so that a node that was cut off from its cluster looks for that one and founds no other. May be used from any thread.
/// </summary>
public sealed class FormerMembers
{
    private volatile State _state = new([], false);

    public ImmutableArray<ContactPoint> Nodes => _state.Nodes;

    /// <summary>Whether the process has been a member at all.</summary>
    public bool Known => _state.Known;

    public void Remember(ImmutableArray<ContactPoint> nodes) => _state = new State(nodes, true);

    private sealed record State(ImmutableArray<ContactPoint> Nodes, bool Known);
}
