using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>How the node talks to the kernel.</summary>
public sealed record TransportSettings
{
    [Setting("io-uring (Linux 6.1 or later, where the sandbox allows it), epoll (Linux), sockets (everywhere), or auto: the first of these "
        + "that works here. io-uring is epoll with an io_uring beside it for tunnels of small messages.")]
    public TransportKind Kind { get; init; } = TransportKind.Auto;

    [Setting("Event loops, one thread each: {range}."), Between(0, 1024, Zero = "one per processor")]
    public int Loops { get; init; }

    [Setting("What one read takes at most, and what a tunnel keeps per direction while a peer does not read."), Between("4KiB", "1MiB")]
    public int RelayBuffer { get; init; } = 64 * 1024;
}

/// <summary>Which implementation of the transport a node runs on.</summary>
public enum TransportKind
{
    /// <summary>On Linux io_uring where it can be used, else epoll; sockets elsewhere.</summary>
    Auto,
    /// <summary>Epoll, with an io_uring for the relays of small messages; Linux 6.1 or later.</summary>
    IoUring,
    /// <summary>The epoll reactor; Linux only.</summary>
    Epoll,
    /// <summary>System.Net.Sockets; everywhere.</summary>
    Sockets,
}
