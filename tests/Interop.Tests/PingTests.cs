using System.Net.WebSockets;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;

namespace ActorProxy.Interop.Tests;

/// <summary>Pings reach the other side, and its pongs come back, whether the proxy reads messages or not.</summary>
public sealed class PingTests(Browser browser) : ConversationTests(browser)
{
    private static readonly PolicySet Filtered = [new FilterChain("log")];

    [Theory]
    [Pair(PeerKind.Node, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.DotNet)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Python, PeerKind.Python)]
    public async Task The_backend_answers_a_clients_ping(PeerKind client, PeerKind backend)
    {
        foreach (var policies in new[] { PolicySet.Empty, Filtered })
        {
            var conversation = await HoldAsync(client, backend, new ClientPlan { Ping = "are you there?" }, policies);

            Assert.Equal("are you there?", conversation.Client.Pong);
            conversation.AssertEchoes([]);
        }
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.DotNet, PeerKind.Python)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.Python)]
    public async Task A_client_answers_the_backends_ping(PeerKind client, PeerKind backend)
    {
        var plan = new ClientPlan { Messages = [Message.OfText("ping:and you?")] };
        foreach (var policies in new[] { PolicySet.Empty, Filtered })
        {
            var conversation = await HoldAsync(client, backend, plan, policies);

            Assert.Equal(Message.OfText("pong:and you?").Echo(), Assert.Single(conversation.Client.Received));
        }
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.DotNet, PeerKind.Python)]
    public async Task The_keepalive_pings_of_ClientWebSocket_are_answered(PeerKind client, PeerKind backend)
    {
        Assert.Equal(PeerKind.DotNet, client);
        using var limit = new CancellationTokenSource(Wait.Timeout);
        await using var server = await StartAsync(backend, deflate: false);
        await using var proxy = await TestProxy.StartAsync(server.Url);
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.KeepAliveInterval = TimeSpan.FromMilliseconds(10);
        socket.Options.KeepAliveTimeout = Wait.Timeout; // with it, keepalive is pings that want an answer
        await socket.ConnectAsync(proxy.Url, limit.Token);

        await Wait.UntilAsync(async () => (await proxy.OpenAsync()).Traffic is { BytesFromClient: > 0, BytesFromBackend: > 0 },
            "a ping and its pong");

        var traffic = (await proxy.OpenAsync()).Traffic;
        Assert.Equal((0, 0), (traffic.MessagesFromClient, traffic.MessagesFromBackend));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        Assert.Equal(1000, (await server.ReportAsync()).Close.Code);
    }
}
