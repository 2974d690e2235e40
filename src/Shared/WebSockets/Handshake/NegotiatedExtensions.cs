namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>What the Sec-WebSocket-Extensions of a 101 means for who reads the frames.</summary>
[Flags]
public enum NegotiatedExtensions : byte
{
    None = 0,
    /// <summary>permessage-deflate (RFC 7692).</summary>
    Deflate = 1,
    /// <summary>Each message of the client is compressed by itself (RFC 7692 section 7.1.1.2).</summary>
    ClientNoContextTakeover = 2,
    /// <summary>Each message of the backend is compressed by itself (RFC 7692 section 7.1.1.1).</summary>
    ServerNoContextTakeover = 4,
    /// <summary>There is an extension that we do not know.</summary>
    Other = 8,
}
