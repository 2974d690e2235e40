using ActorProxy.Actors.Tunnels.Taps;

namespace ActorProxy.Actors.Taps;

/// <summary>Orders a ConnectionActor with a tunnel to note what passes from now on; it answers with <see cref="TapAttached"/>.</summary>
/// <param name="Queue">Where the notes go, and the name of the tap.</param>
/// <param name="MaxPayload">Bytes of a payload to note.</param>
internal sealed record StartTap(TapQueue Queue, int MaxPayload);
