using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Shared.Policies;

namespace ActorProxy.Interop.Tests;

/// <summary>Tests in which a client and a backend converse through a proxy of their own.</summary>
public abstract class ConversationTests(Browser browser) : IClassFixture<Browser>
{
    private protected async Task<Conversation> HoldAsync(PeerKind client, PeerKind backend, ClientPlan plan, PolicySet? policies = null)
    {
        await using var server = await StartAsync(backend, plan.Deflate);
        await using var proxy = await TestProxy.StartAsync(server.Url, policies);
        var outcome = await ClientOf(client).ConverseAsync(plan with { Url = new Uri(proxy.Url, $"?parts={plan.EchoParts}") });
        return new Conversation(outcome, await server.ReportAsync(), await proxy.Log.NextAsync());
    }

    /// <summary>Holds a conversation in which each message comes back as it was, and on whose end all agree as planned.</summary>
    private protected async Task<Conversation> HoldAsPlannedAsync(
        PeerKind client, PeerKind backend, ClientPlan plan, PolicySet? policies = null)
    {
        var conversation = await HoldAsync(client, backend, plan, policies);
        conversation.AssertEchoes(plan.Messages);
        conversation.AssertEnd(plan.Close);
        return conversation;
    }

    /// <summary>Starts a backend.</summary>
    /// <param name="deflate">Whether it accepts permessage-deflate.</param>
    private protected static async Task<IEchoBackend> StartAsync(PeerKind kind, bool deflate) =>
        kind == PeerKind.DotNet ? await KestrelBackend.StartAsync(deflate) : await ScriptBackend.StartAsync(kind, deflate);

    private IClientPeer ClientOf(PeerKind kind) => kind switch
    {
        PeerKind.DotNet => new DotNetClient(),
        PeerKind.Chromium => browser,
        _ => new ScriptClient(kind),
    };
}
