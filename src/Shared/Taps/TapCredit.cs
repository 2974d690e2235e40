using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>Tells a tap that its watcher takes so many batches more, 1 to <see cref="Initial"/>.</summary>
public sealed record TapCredit(int Batches) : IWireMessage
{
    /// <summary>Batches that a watcher gets unasked, and that may be on their way to it at most.</summary>
    public const int Initial = 8;
}
