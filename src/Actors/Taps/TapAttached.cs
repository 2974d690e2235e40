using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Taps;

/// <summary>The tunnel has the tap.</summary>
/// <param name="Extensions">What its peers have agreed on; null where it has too many taps already, and so not this one.</param>
internal sealed record TapAttached(NegotiatedExtensions? Extensions);
