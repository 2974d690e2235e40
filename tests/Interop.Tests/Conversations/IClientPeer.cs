namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A client that holds conversations.</summary>
internal interface IClientPeer
{
    Task<ClientOutcome> ConverseAsync(ClientPlan plan);
}
