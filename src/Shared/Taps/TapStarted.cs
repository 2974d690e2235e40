using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>Tells a watcher that the tap is on. Its sender is the tap.</summary>
/// <param name="Id">Of the connection.</param>
/// <param name="Node">The node that has it.</param>
/// <param name="MaxPayload">Bytes of a payload that are shown at most; null: payloads are not shown.</param>
public sealed record TapStarted(string Id, string Node, int? MaxPayload) : IWireMessage;
