using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Interop.Tests.SocketIo;

/// <summary>
/// socket.io polls before it upgrades, and each of its servers knows its own sessions only: all requests of a client must
/// find the server of the first one.
/// </summary>
public sealed class SocketIoTests
{
    /// <summary>By then both servers have had one, but for one time in a thousand million.</summary>
    private const int MostClients = 30;

    private static readonly IReadOnlyList<Message> Messages = [Message.OfText("Grüße, 世界 🎈"), Message.OfBinary(100_000)];

    /// <param name="stickiness">The pool's settings for it.</param>
    [PeerTheory(PeerKind.Node, "socket.io")]
    [InlineData("sticky-cookie { name = where }")]
    [InlineData("picker = client-ip-hash")]
    public async Task All_requests_of_a_client_and_its_upgrade_find_the_same_server(string stickiness)
    {
        await using var one = await SocketIoServer.StartAsync();
        await using var other = await SocketIoServer.StartAsync();
        await using var node = await WholeNode.StartAsync($$"""
            listeners.web { address = "127.0.0.1", port = 0 }
            forwarding.trusted-peers = ["127.0.0.1/32"]
            pools.rooms { backends = ["{{one.Id}}", "{{other.Id}}"], {{stickiness}} }
            routes.rooms { path = /socket.io, pool = rooms }
            """);
        await using var client = Scripts.StartNode("socketio-client");

        var servers = new HashSet<int>();
        for (var number = 1; servers.Count < 2; number++)
        {
            Assert.InRange(number, 1, MostClients);
            var address = IPAddress.Parse($"192.0.2.{number}");
            await client.WriteAsync(new SocketIoPlan(new Uri($"http://{node.EndPoint}/"),
                new Dictionary<string, string> { ["X-Forwarded-For"] = $"{address}" }, Messages));
            var outcome = await client.ReadAsync<SocketIoOutcome>();

            Assert.Equal(["polling", "websocket"], outcome.Transports);
            Assert.Equal("websocket", outcome.Last);
            Assert.Equal(Messages.Select(message => message.Echo()), outcome.Echoes);
            await AssertServerAsync(outcome.Server == one.Port ? one : other, address, node.Events);
            servers.Add(outcome.Server);
        }
        node.Events.AssertNoFailure();
    }

    private static async Task AssertServerAsync(SocketIoServer server, IPAddress client, AccessEvents events)
    {
        var tunnel = await events.FirstAsync<ClosedEvent>(t => t.Connection.Client.Equals(client), "the end of the tunnel");
        Assert.Equal((server.Id, TerminationReason.Closed), (tunnel.Connection.Backend.Id, tunnel.End.Reason));
        var requests = events.Of<ServedRequest>().Where(r => r.Client.Equals(client)).ToArray();
        Assert.InRange(requests.Length, 3, int.MaxValue); // for the session, to say hello, to be welcomed
        Assert.All(requests, r => Assert.Equal((server.Id, 200, TerminationReason.Completed), (r.Backend, r.Status, r.Reason)));
    }
}
