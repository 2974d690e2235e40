namespace ActorProxy.Transport;

/// <summary>What a socket call failed with, reduced to what a caller can act on.</summary>
public enum TransportError
{
    /// <summary>No failure: an orderly end.</summary>
    None,
    /// <summary>The peer refused the connection (ECONNREFUSED).</summary>
    Refused,
    /// <summary>The connection broke (ECONNRESET, EPIPE, ECONNABORTED).</summary>
    Reset,
    /// <summary>The kernel gave up waiting for the peer (ETIMEDOUT).</summary>
    TimedOut,
    /// <summary>No way leads to the address (EHOSTUNREACH, ENETUNREACH).</summary>
    Unreachable,
    /// <summary>No descriptor or buffer was left (EMFILE, ENFILE, ENOBUFS, ENOMEM).</summary>
    ResourcesExhausted,
    /// <summary>No port of ours was left to connect from to this address and port (EADDRNOTAVAIL on connect).</summary>
    PortsExhausted,
    /// <summary>The relays of the node hold as much memory as they may, and this side did not take what was kept for it.</summary>
    BufferLimit,
    /// <summary>
    /// The peer took none of the bytes that waited for it for as long as it may: see <see cref="ChannelOptions.WriteTimeout"/>.
    /// </summary>
    WriteTimeout,
    /// <summary>The address to bind is in use (EADDRINUSE).</summary>
    AddressInUse,
    /// <summary>The address to bind is not this machine's (EADDRNOTAVAIL).</summary>
    AddressNotAvailable,
    /// <summary>Not permitted (EACCES, EPERM).</summary>
    AccessDenied,
    /// <summary>Our own side closed the channel while the call was under way.</summary>
    Aborted,
    /// <summary>The peers did not agree on TLS, one did not believe the other's certificate, or a record was broken.</summary>
    Tls,
    /// <summary>Anything else; the exception's message carries the system's number.</summary>
    Other,
}
