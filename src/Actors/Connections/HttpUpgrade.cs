using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections;

/// <summary>Gives a connection back to its owner, because its next request asks for WebSocket. All responses before it are sent.</summary>
/// <param name="Rest">What was read behind the head.</param>
public sealed record HttpUpgrade(RequestHead Head, ReadOnlyMemory<byte> Rest);
