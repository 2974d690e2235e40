using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>A host and the revision of its routes.</summary>
public readonly record struct HostVersion(HostPattern Host, long Revision);
