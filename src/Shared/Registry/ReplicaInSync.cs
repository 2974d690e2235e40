using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>Both copies are equal.</summary>
/// <param name="Complete">Whether the node that says so knows its copy to be whole.</param>
/// <param name="AgeMs">Milliseconds since that copy was last known to be what the database has.</param>
public sealed record ReplicaInSync(bool Complete, long AgeMs) : IWireMessage;
