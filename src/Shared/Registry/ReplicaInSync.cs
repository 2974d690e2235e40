using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>Both copies are equal.</summary>
/// <param name="Complete">Whether the node that says so knows its copy to be whole.</param>
public sealed record ReplicaInSync(bool Complete) : IWireMessage;
