namespace ActorProxy.Transport;

/// <summary>One of the two channels of a relay.</summary>
public enum RelaySide
{
    /// <summary>The client's.</summary>
    Downstream,
    /// <summary>The backend's.</summary>
    Upstream,
}
