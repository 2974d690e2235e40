using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>For settings that mean none by port 0: a port that nobody had a moment ago.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
