namespace ActorProxy.Shared.Options;

/// <summary>Which implementation of the transport a node runs on.</summary>
public enum TransportKind
{
    /// <summary>Epoll on Linux, sockets elsewhere.</summary>
    Auto,
    /// <summary>The epoll reactor; Linux only.</summary>
    Epoll,
    /// <summary>System.Net.Sockets; everywhere.</summary>
    Sockets,
}
