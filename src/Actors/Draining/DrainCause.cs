namespace ActorProxy.Actors.Draining;

/// <summary>Who wants a node to be empty. What one has ordered the other does not call off.</summary>
public enum DrainCause
{
    Operator,

    /// <summary>The node is out of its cluster (<c>cluster.minority = drain</c>).</summary>
    Minority,
}
