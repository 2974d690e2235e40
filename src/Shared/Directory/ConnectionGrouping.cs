namespace ActorProxy.Shared.Directory;

/// <summary>What connections are counted by.</summary>
public enum ConnectionGrouping
{
    /// <summary>All together.</summary>
    None,
    Route,
    Backend,
    /// <summary>The client's address.</summary>
    Client,
    Node,
    Listener,
}
