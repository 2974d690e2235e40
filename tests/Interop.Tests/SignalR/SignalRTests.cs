using ActorProxy.Actors.Telemetry;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http.Connections;

namespace ActorProxy.Interop.Tests.SignalR;

/// <summary>SignalR's own server and JavaScript client: through the proxy all is as without it, over each of its transports.</summary>
public sealed class SignalRTests
{
    private const string Package = "@microsoft/signalr";
    private const string Greeting = "Grüße, 世界 🎈";

    [PeerTheory(PeerKind.Node, Package)]
    [InlineData("LongPolling")]
    [InlineData("ServerSentEvents")]
    public async Task A_client_talks_over_requests(string transport)
    {
        await using var backend = await HubBackend.StartAsync();
        await using var node = await StartAsync(backend);

        await TalkAsync(backend, node, transport);

        var stop = await node.Events.FirstAsync<ServedRequest>(
            r => r.Method == "DELETE" || transport != "LongPolling", "the end of polling");
        if (transport == "LongPolling")
            Assert.Equal(202, stop.Status);
        else
            await node.Events.FirstAsync<ServedRequest>(r => r is { Method: "GET", Status: 200 }, "the end of the events");
        Assert.Contains(node.Events.Of<ServedRequest>(), r => r is { Path: "/talk/negotiate", Status: 200 });
        // A client that stops does not wait for what it hears last.
        Assert.All(node.Events.Of<ServedRequest>(), r =>
            Assert.True(r.Reason == TerminationReason.Completed || r is { Reason: TerminationReason.ClientLost, Method: "GET" }, $"{r}"));
        Assert.Empty(node.Events.Of<ClosedEvent>());
        node.Events.AssertNoFailure();
    }

    [PeerTheory(PeerKind.Node, Package)]
    [InlineData("WebSockets")]
    public async Task A_client_talks_over_a_tunnel(string transport)
    {
        await using var backend = await HubBackend.StartAsync();
        await using var node = await StartAsync(backend);

        await TalkAsync(backend, node, transport);

        var tunnel = await node.Events.FirstAsync<ClosedEvent>(_ => true, "the end of the tunnel");
        Assert.Equal(TerminationReason.Closed, tunnel.End.Reason);
        // A client that stops tells the hub before it closes: the first frame is the client's, without a code, or the hub's.
        Assert.Contains(tunnel.End.CloseCode, new int?[] { 1000, 1005 });
        var negotiation = Assert.Single(node.Events.Of<ServedRequest>());
        Assert.Equal(("/talk/negotiate", 200), (negotiation.Path, negotiation.Status));
        node.Events.AssertNoFailure();
    }

    [Fact] // it ends at the proxy as a failure, and at the hub as an empty answer
    public void A_poll_without_news_ends_at_the_hub_before_it_ends_at_the_proxy() =>
        Assert.True(new HttpOptions().ActivityTimeout > new HttpConnectionDispatcherOptions().LongPolling.PollTimeout);

    private static Task<WholeNode> StartAsync(HubBackend backend) => WholeNode.StartAsync($$"""
        listeners.web { address = "127.0.0.1", port = 0 }
        routes.hub { path = /talk, backends = ["{{backend.Url}}"] }
        """);

    /// <summary>Talks to the hub first without the proxy, then through it.</summary>
    private static async Task TalkAsync(HubBackend backend, WholeNode node, string transport)
    {
        await using var client = Scripts.StartNode("signalr");
        foreach (var url in new[] { backend.Url, new Uri($"http://{node.EndPoint}/") })
        {
            await client.WriteAsync(new HubPlan(new Uri(url, "talk"), transport, Items: 20, Greeting));
            var outcome = await client.ReadAsync<HubOutcome>();

            Assert.Equal((transport, Greeting, Greeting.Length), (outcome.Transport, outcome.Greeted, outcome.Length));
            Assert.Equal(Enumerable.Range(1, 20), outcome.Items);
            Assert.Null(outcome.Error);
            Assert.Null(await backend.Departures.NextAsync());
        }
    }
}
