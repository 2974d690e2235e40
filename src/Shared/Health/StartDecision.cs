namespace ActorProxy.Shared.Health;

/// <summary>What a node does about the cluster and the registry that its start has not reached.</summary>
public enum StartDecision
{
    /// <summary>It waits for them.</summary>
    Wait,

    /// <summary>It is ready with what it has.</summary>
    GoOn,

    /// <summary>There is nothing to wait for any more.</summary>
    Done,
}
