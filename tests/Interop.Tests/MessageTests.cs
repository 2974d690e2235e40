using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;

namespace ActorProxy.Interop.Tests;

/// <summary>Messages of all kinds and sizes, there and back.</summary>
public sealed class MessageTests(Browser browser) : ConversationTests(browser)
{
    private const int Big = 16 * 1024 * 1024;

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
    public async Task Text_and_binary_come_back_as_they_were(PeerKind client, PeerKind backend)
    {
        // Sizes at which the length takes another form (RFC 6455 section 5.2).
        var plan = new ClientPlan
        {
            Messages =
            [
                Message.OfText("hello"), Message.OfText(""), Message.OfText("Grüße, 世界 🎈"), Message.OfBinary(0), Message.OfBinary(125),
                Message.OfBinary(126), Message.OfBinary(65535), Message.OfBinary(65536), Message.OfText(new string('x', 100_000)),
            ],
        };

        await HoldAsPlannedAsync(client, backend, plan);
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Node, PeerKind.Node)]
    [Pair(PeerKind.Python, PeerKind.DotNet)]
    [Pair(PeerKind.Python, PeerKind.Python)]
    [Pair(PeerKind.Chromium, PeerKind.Node)]
    public async Task Fragments_pass_as_they_are_and_count_as_one_message(PeerKind client, PeerKind backend)
    {
        var parts = client == PeerKind.Chromium ? 1 : 3; // scripts of pages send none, but get some
        var text = Message.OfText("one message").In(parts);
        var binary = Message.OfBinary(120).In(parts);
        var close = PlannedClose.ByClient(1000, "done");
        var plan = new ClientPlan { Messages = [text, binary], EchoParts = 3, Close = close };

        var conversation = await HoldAsync(client, backend, plan);

        conversation.AssertEchoes(plan.Messages);
        var payload = text.Text.Length + binary.Size + sizeof(ushort) + close.Reason.Length;
        Assert.Equal(payload + (2 * Frames(client, parts) + 1) * 6, conversation.Proxy.Traffic.BytesFromClient);
        Assert.Equal(payload + (2 * Frames(backend, 3) + 1) * 2, conversation.Proxy.Traffic.BytesFromBackend);
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.DotNet, PeerKind.Node)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    [Pair(PeerKind.Chromium, PeerKind.DotNet)]
    [Pair(PeerKind.Chromium, PeerKind.Python)]
    public async Task A_message_of_16_MiB_passes(PeerKind client, PeerKind backend)
    {
        var plan = new ClientPlan { Messages = [Message.OfBinary(Big)] };

        await HoldAsPlannedAsync(client, backend, plan);
    }

    [Theory]
    [Pair(PeerKind.DotNet, PeerKind.DotNet)]
    [Pair(PeerKind.Node, PeerKind.Python)]
    [Pair(PeerKind.Python, PeerKind.Node)]
    public async Task A_message_of_16_MiB_passes_filters_that_allow_it(PeerKind client, PeerKind backend)
    {
        var plan = new ClientPlan { Messages = [Message.OfBinary(Big).In(3)], EchoParts = 3 };
        PolicySet policies = [new FilterChain("log", "size-limit") { MaxMessageSize = Big }];

        await HoldAsPlannedAsync(client, backend, plan, policies);
    }

    /// <summary>Python ends a message of several parts with an empty frame.</summary>
    private static int Frames(PeerKind kind, int parts) => kind == PeerKind.Python ? parts + 1 : parts;
}
