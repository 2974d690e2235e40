namespace ActorProxy.Shared.Backends.Reports;

/// <summary>
/// Connections of a backend on all nodes, as one node knows them. What the others have told is up to a second old. Until they tell more,
/// each of them is taken to have gained, or lost, as many as this node itself: so nodes that see the same gap fill it together, and not
/// each of them the whole of it.
/// </summary>
public static class ClusterLoad
{
    /// <summary>What another node's count adds to <see cref="Of"/>, from when it was told until it is told again.</summary>
    /// <param name="told">Its count.</param>
    /// <param name="own">This node's when that came.</param>
    public static long Part(int told, int own) => (long)told - own;

    /// <param name="own">This node's connections now.</param>
    /// <param name="others">How many other nodes there are.</param>
    /// <param name="parts">The sum of their <see cref="Part"/>s.</param>
    public static long Of(int own, int others, long parts) => Math.Max(own, own * (1L + others) + parts);
}
