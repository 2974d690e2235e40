namespace ActorProxy.Shared.Options;

/// <summary>Limits and deadlines from a client's first byte to the 101.</summary>
public sealed record HandshakeOptions
{
    /// <summary>Within which the request head must arrive, from the accept, the PROXY header or the TLS handshake on; 100 ms to 5 min.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a request or response head, 1 KiB to 1 MiB.</summary>
    public int MaxHeadSize { get; init; } = 32 * 1024;

    /// <summary>Fields of a request or response head, 10 to 1000.</summary>
    public int MaxHeaderCount { get; init; } = 100;

    /// <summary>Bytes of a request target, 256 B to 64 KiB; what is longer is answered with 414 (RFC 9110 section 15.5.15).</summary>
    public int MaxTargetSize { get; init; } = 8 * 1024;

    /// <summary>Within which one backend's name must be resolved and its connection established, TLS included; 10 ms to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Within which one backend's response head must arrive, once the request is sent; 10 ms to 5 min.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Backends tried per upgrade or request, the first included; 1 to 10.</summary>
    public int Attempts { get; init; } = 3;
}
