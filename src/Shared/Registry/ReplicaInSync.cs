using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>Both copies are equal: that of the node that says so, and the one that <see cref="ReplicaDigest"/> was of.</summary>
/// <param name="Complete">Whether the node that says so knows its copy to be whole.</param>
/// <param name="AgeMs">Milliseconds since that copy was last known to be what the database has.</param>
/// <param name="Copy">That of the <see cref="ReplicaDigest"/>.</param>
public sealed record ReplicaInSync(bool Complete, long AgeMs, long? Copy = null) : IWireMessage;
