using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>All that was stored of the host before is in here, so that it can be deleted. Changes nothing.</summary>
public sealed record HostCompacted(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, HostState State)
    : RegistryEvent(Host, Revision, CommandId, At)
{
    public static HostCompacted Of(HostState state) =>
        new(state.Routes.Host, state.Routes.Revision, state.Applied.LastOrDefault()?.Id ?? "", state.Routes.ChangedAt, state);
}
