namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Who has written a peer.</summary>
public enum PeerKind
{
    /// <summary>ClientWebSocket as a client, Kestrel as a backend.</summary>
    DotNet,
    /// <summary>node's <c>ws</c>.</summary>
    Node,
    /// <summary>Python's <c>websockets</c>.</summary>
    Python,
    /// <summary>A page in Chromium; a client only.</summary>
    Chromium,
}
