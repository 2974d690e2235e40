using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>An operator's route was removed.</summary>
public sealed record RouteRemoved(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, string RouteId)
    : RegistryEvent(Host, Revision, CommandId, At);
