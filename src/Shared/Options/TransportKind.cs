namespace ActorProxy.Shared.Options;

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
