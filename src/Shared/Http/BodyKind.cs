namespace ActorProxy.Shared.Http;

public enum BodyKind
{
    None,
    /// <summary>As many bytes as Content-Length says.</summary>
    ContentLength,
    /// <summary>In the chunked transfer coding (RFC 9112 section 7.1).</summary>
    Chunked,
    /// <summary>All bytes until the connection is closed.</summary>
    UntilClose,
}
