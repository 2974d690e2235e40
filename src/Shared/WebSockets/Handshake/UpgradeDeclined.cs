using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>An ordinary final response, to be relayed: <see cref="UpgradeResponse.Relayed"/> makes the client's head of it.</summary>
/// <param name="Head">The backend's head as it came.</param>
/// <param name="Framing">How much of what follows the head belongs to it.</param>
public sealed record UpgradeDeclined(ResponseHead Head, BodyFraming Framing) : UpgradeAnswer;
