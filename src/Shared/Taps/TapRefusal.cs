namespace ActorProxy.Shared.Taps;

/// <summary>Why there is no tap.</summary>
public enum TapRefusal
{
    /// <summary>No node has it, or none that has answered; or it has just ended.</summary>
    NoSuchConnection,
    /// <summary>It is served an HTTP request, and there are no messages.</summary>
    NotATunnel,
    /// <summary>The connection, or its node, has as many taps as it may have.</summary>
    TooManyTaps,
    /// <summary>The node's configuration does not allow to show payloads.</summary>
    PayloadNotAllowed,
}
