using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Actors.Tests.Listeners;

internal static class Ports
{
    /// <summary>One that nobody had a moment ago.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static async Task<bool> RefusesAsync(IPEndPoint at)
    {
        try
        {
            using var client = await Peer.ConnectAsync(at);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
