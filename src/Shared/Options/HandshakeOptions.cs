using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Limits and deadlines from a client's first byte to the 101.</summary>
public sealed record HandshakeOptions
{
    [Setting("For the request head, from the accept on, or from the PROXY header or the TLS handshake on."), Between("100ms", "5m")]
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("A request or response head."), Between("1KiB", "1MiB")]
    public int MaxHeadSize { get; init; } = 32 * 1024;

    [Setting("Fields of a head."), Between(10, 1000)]
    public int MaxHeaderCount { get; init; } = 100;

    [Setting("The request target: {range}. A longer one is answered 414."), Between("256B", "64KiB")] // RFC 9110 section 15.5.15
    public int MaxTargetSize { get; init; } = 8 * 1024;

    [Setting("For policies that wait for something before a request may pass, all together. After it the request is answered 503.")]
    [Between("10ms", "5m")]
    public TimeSpan PolicyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("To resolve a backend's name and connect to it, TLS included."), Between("10ms", "5m")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("For a backend's response head, once the request is sent."), Between("10ms", "5m")]
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("For all attempts of an upgrade or request together, waiting in its pool's queue included, up to the head of the answer."),
        Between("10ms", "1h", Zero = "no limit")]
    public TimeSpan TotalTimeout { get; init; }

    [Setting("Backends tried per upgrade or request, the first included."), Between(1, 10)]
    public int Attempts { get; init; } = 3;
}
