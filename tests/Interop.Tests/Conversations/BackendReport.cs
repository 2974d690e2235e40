namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>What a backend knew of a connection at its end.</summary>
/// <param name="Extensions">In effect, without their parameters; empty where there are none.</param>
internal sealed record BackendReport(string? Subprotocol, string? Extensions, Closing Close);
