using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Transport.Sockets;

/// <summary>Has a socket connect from an address of ours, with a port that is chosen at the connect.</summary>
public static class SourceAddress
{
    private const int ProtocolOfIP = 0;
    private const int BindAddressNoPort = 24; // Linux 4.2, ip(7)

    /// <exception cref="SocketException">The address is none of this machine's.</exception>
    public static void Bind(Socket socket, IPAddress source)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(ProtocolOfIP, BindAddressNoPort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(source, 0));
    }
}
