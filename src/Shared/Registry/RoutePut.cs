using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>An operator's route was added, or took the place of the one with its id.</summary>
public sealed record RoutePut(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, Route Route)
    : RegistryEvent(Host, Revision, CommandId, At);
