namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>
/// What a backend's final answer is: an <see cref="UpgradeAccepted"/>, an <see cref="UpgradeDeclined"/> or an
/// <see cref="UpgradeBroken"/>, nothing else.
/// </summary>
public abstract record UpgradeAnswer
{
    private protected UpgradeAnswer()
    {
    }
}
