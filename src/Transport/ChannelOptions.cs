using System.Net.Sockets;

namespace ActorProxy.Transport;

/// <summary>Socket settings of a channel. TCP_NODELAY is always on.</summary>
/// <param name="KeepAlive">Idle time before the first TCP keepalive probe, whole seconds; zero turns keepalive off.</param>
public sealed record ChannelOptions(TimeSpan KeepAlive)
{
    /// <summary>
    /// How long the peer may take none of the bytes that wait for it. Then the connection is aborted, and what is under way fails
    /// with <see cref="TransportError.WriteTimeout"/>. Zero for no limit.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; }

    /// <summary>Sets up a socket of the runtime as that of a channel.</summary>
    public void ApplyTo(Socket socket)
    {
        socket.NoDelay = true;
        if (KeepAlive <= TimeSpan.Zero)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAlive.TotalSeconds);
    }
}
