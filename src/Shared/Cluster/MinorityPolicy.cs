namespace ActorProxy.Shared.Cluster;

/// <summary>What a node does that its cluster goes on without.</summary>
public enum MinorityPolicy
{
    /// <summary>It goes on as before, by the routes that it has.</summary>
    Serve,

    /// <summary>It keeps what is open, and takes no new connections.</summary>
    Keep,

    /// <summary>It takes no new connections, and closes what is open as when an operator drains it.</summary>
    Drain,

    /// <summary>It drains and ends.</summary>
    Exit,
}
