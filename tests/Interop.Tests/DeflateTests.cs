using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Policies.Filters;

namespace ActorProxy.Interop.Tests;

/// <summary>permessage-deflate (RFC 7692) is the peers' own where bytes are relayed, and declined where messages are read.</summary>
public sealed class DeflateTests(Browser browser) : ConversationTests(browser)
{
    private const string Deflate = "permessage-deflate";

    private static readonly ClientPlan Plan = new()
    {
        Deflate = true,
        Messages =
        [
            Message.OfText(string.Concat(Enumerable.Repeat("again and again; ", 10_000))), Message.OfText("short"),
            Message.OfText(string.Concat(Enumerable.Repeat("and again; ", 10_000))), Message.OfBinary(300_000),
        ],
    };

    private static int Size => Plan.Messages.Sum(message => message.Payload().Length);

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.DotNet)]
    public async Task It_is_agreed_on_and_used_on_a_relay_route(PeerKind client, PeerKind backend)
    {
        var conversation = await HoldAsPlannedAsync(client, backend, Plan);

        Assert.Equal((Deflate, Deflate), (conversation.Client.Extensions, conversation.Backend.Extensions));
        Assert.InRange(conversation.Proxy.Traffic.BytesFromClient, 1, Size * 3 / 4);
        Assert.InRange(conversation.Proxy.Traffic.BytesFromBackend, 1, Size * 3 / 4);
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.DotNet)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    public async Task It_is_declined_on_a_route_with_filters(PeerKind client, PeerKind backend)
    {
        foreach (var filter in new[] { "log", "size-limit" })
        {
            var conversation = await HoldAsPlannedAsync(client, backend, Plan, [new FilterChain(filter)]);

            Assert.True(string.IsNullOrEmpty(conversation.Client.Extensions), conversation.Client.Extensions);
            Assert.True(string.IsNullOrEmpty(conversation.Backend.Extensions), conversation.Backend.Extensions);
            Assert.InRange(conversation.Proxy.Traffic.BytesFromClient, Size, Size * 2);
            Assert.InRange(conversation.Proxy.Traffic.BytesFromBackend, Size, Size * 2);
        }
    }

    [Theory] // a browser offers it, and a backend need not accept it
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    public async Task A_backend_without_it_has_its_way(PeerKind client, PeerKind backend)
    {
        var conversation = await HoldAsync(client, backend, Plan with { Deflate = false });

        Assert.Equal(("", ""), (conversation.Client.Extensions, conversation.Backend.Extensions));
        conversation.AssertEchoes(Plan.Messages);
    }
}
