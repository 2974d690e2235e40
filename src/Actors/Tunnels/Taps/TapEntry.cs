using ActorProxy.Shared.Taps;

namespace ActorProxy.Actors.Tunnels.Taps;

/// <summary>What a loop has noted for a tap.</summary>
/// <param name="Number">In the tap, from 1.</param>
internal sealed record TapEntry(long Number, DateTimeOffset Time, TapFrame Frame);
