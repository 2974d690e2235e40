using ActorProxy.Actors.Tunnels.Taps;

namespace ActorProxy.Actors.Taps;

/// <summary>Orders a ConnectionActor to note nothing more for this tap, and to close its queue.</summary>
internal sealed record DetachTap(TapQueue Queue);
