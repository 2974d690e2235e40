using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>Tells a tap that its watcher has had enough; what has passed before is still shown.</summary>
public sealed record TapStop : IWireMessage;
