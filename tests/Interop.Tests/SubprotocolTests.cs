using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>The client offers, the backend chooses, and the proxy knows (RFC 6455 section 1.9).</summary>
public sealed class SubprotocolTests(Browser browser) : ConversationTests(browser)
{
    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Python)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Python, PeerKind.DotNet)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.DotNet)]
    public async Task The_backends_choice_among_those_offered_holds(PeerKind client, PeerKind backend)
    {
        var plan = new ClientPlan { Subprotocols = ["echo.v1", "echo.v2"], Messages = [Message.OfText("in echo.v2")] };

        var conversation = await HoldAsync(client, backend, plan);

        Assert.Equal(("echo.v2", "echo.v2", "echo.v2"),
            (conversation.Client.Subprotocol, conversation.Backend.Subprotocol, conversation.Proxy.Connection.Subprotocol));
        conversation.AssertEchoes(plan.Messages);
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    public async Task There_is_none_where_none_is_offered(PeerKind client, PeerKind backend)
    {
        var conversation = await HoldAsync(client, backend, new ClientPlan());

        Assert.True(string.IsNullOrEmpty(conversation.Client.Subprotocol));
        Assert.True(string.IsNullOrEmpty(conversation.Backend.Subprotocol));
        Assert.Null(conversation.Proxy.Connection.Subprotocol);
    }
}
