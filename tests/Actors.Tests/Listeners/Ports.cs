using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Actors.Tests.Listeners;

internal static class Ports
{
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
