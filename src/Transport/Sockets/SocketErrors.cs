using System.Net.Sockets;

namespace ActorProxy.Transport.Sockets;

/// <summary>The one place where a <see cref="SocketError"/> becomes a <see cref="TransportError"/>.</summary>
internal static class SocketErrors
{
    /// <param name="connecting">Whether it was a connect that failed: there, a missing address is a missing port.</param>
    public static TransportError Of(SocketError error, bool connecting = false) => error switch
    {
        SocketError.Success => TransportError.None,
        SocketError.ConnectionRefused => TransportError.Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.NetworkReset
            or SocketError.Shutdown or SocketError.Disconnecting or SocketError.NotConnected => TransportError.Reset,
        SocketError.TimedOut => TransportError.TimedOut,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable
            or SocketError.HostDown or SocketError.NetworkDown => TransportError.Unreachable,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => TransportError.ResourcesExhausted,
        SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable when connecting => TransportError.PortsExhausted,
        SocketError.AddressAlreadyInUse => TransportError.AddressInUse,
        SocketError.AddressNotAvailable => TransportError.AddressNotAvailable,
        SocketError.AccessDenied => TransportError.AccessDenied,
        SocketError.OperationAborted or SocketError.Interrupted => TransportError.Aborted,
        _ => TransportError.Other,
    };

    /// <param name="what">What was tried, as the start of the message: <c>Cannot listen on 127.0.0.1:80</c>.</param>
    public static TransportException Exception(SocketError error, string what, bool connecting = false) =>
        new(Of(error, connecting), $"{what}: {new SocketException((int)error).Message} ({error}, {(int)error}).");
}
