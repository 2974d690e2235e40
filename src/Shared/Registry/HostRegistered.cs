using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>The index has the host. Before that no change of it is stored, so that the index knows every host that has routes.</summary>
public sealed record HostRegistered(HostPattern Host) : IWireMessage;
