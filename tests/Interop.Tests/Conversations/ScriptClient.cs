using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A client in a process of its own, one per conversation.</summary>
internal sealed class ScriptClient(PeerKind kind) : IClientPeer
{
    public async Task<ClientOutcome> ConverseAsync(ClientPlan plan)
    {
        await using var process = Scripts.Start(kind, "client");
        await process.WriteAsync(plan);
        return await process.ReadAsync<ClientOutcome>();
    }
}
