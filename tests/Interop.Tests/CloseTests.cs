using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>Codes and reasons reach the other side, and the proxy knows who closed (RFC 6455 section 7.1).</summary>
public sealed class CloseTests(Browser browser) : ConversationTests(browser)
{
    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.DotNet, PeerKind.Python)]
    [Pair(PeerKind.Node, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.DotNet)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Python, PeerKind.Python)]
    [Pair(PeerKind.Chromium, PeerKind.DotNet)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.Python)]
    public async Task A_clients_close_reaches_the_backend(PeerKind client, PeerKind backend)
    {
        var plan = new ClientPlan { Messages = [Message.OfText("first")], Close = PlannedClose.ByClient(4002, "the client is done: ✓") };

        await HoldAsPlannedAsync(client, backend, plan);
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.DotNet, PeerKind.Python)]
    [Pair(PeerKind.Node, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.DotNet)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Python, PeerKind.Python)]
    [Pair(PeerKind.Chromium, PeerKind.DotNet)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.Python)]
    public async Task A_backends_close_reaches_the_client(PeerKind client, PeerKind backend)
    {
        var plan = new ClientPlan { Close = PlannedClose.ByBackend(4001, "the backend has had enough: ✗") };

        var conversation = await HoldAsync(client, backend, plan);

        conversation.AssertEnd(plan.Close);
        Assert.Equal((1, 0), (conversation.Proxy.Traffic.MessagesFromClient, conversation.Proxy.Traffic.MessagesFromBackend));
    }
}
