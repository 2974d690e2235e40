namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>What a client's request is: an <see cref="UpgradeRequest"/> or an <see cref="UpgradeRefusal"/>, nothing else.</summary>
public abstract record UpgradeDecision
{
    private protected UpgradeDecision()
    {
    }
}
