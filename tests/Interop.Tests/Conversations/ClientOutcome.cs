namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>What a client has seen.</summary>
/// <param name="Extensions">In effect, without their parameters; empty where there are none.</param>
/// <param name="Pong">Payload of the pong that answered its ping.</param>
internal sealed record ClientOutcome(string? Subprotocol, string? Extensions, IReadOnlyList<Received> Received, string? Pong,
    Closing Close);
