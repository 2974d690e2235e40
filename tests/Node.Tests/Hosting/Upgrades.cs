using System.Net;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Hosting;

/// <summary>Clients that ask for a WebSocket.</summary>
internal static class Upgrades
{
    /// <summary>The status that a path is answered with.</summary>
    public static async Task<int> StatusAsync(IPEndPoint proxy, string path)
    {
        using var client = await Peer.ConnectAsync(proxy);
        await client.SendAsync(Handshakes.Request(path));
        return (await client.ReadHeadAsync()).Status;
    }

    public static Task UntilServedAsync(IPEndPoint proxy, string path) =>
        Wait.UntilAsync(async () => await StatusAsync(proxy, path) == 101, $"a route for {path}");
}
