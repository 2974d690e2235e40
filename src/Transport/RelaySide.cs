namespace ActorProxy.Transport;

/// <summary>One of the two channels of a relay.</summary>
public enum RelaySide
{
    /// <summary>The accepted channel.</summary>
    Client,
    /// <summary>The channel to the backend.</summary>
    Upstream,
}
