namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A Close frame as a peer saw it.</summary>
internal sealed record Closing(int Code, string Reason);
