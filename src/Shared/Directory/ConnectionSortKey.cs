namespace ActorProxy.Shared.Directory;

/// <summary>What connections are put in order by.</summary>
public enum ConnectionSortKey
{
    /// <summary>Age, oldest first.</summary>
    Since,
    /// <summary>Bytes of both directions, fewest first.</summary>
    Bytes,
    /// <summary>Messages of both directions, fewest first.</summary>
    Messages,
    /// <summary>Time since bytes last passed, shortest first.</summary>
    Idle,
    /// <summary>Id, by its characters.</summary>
    Id,
}
