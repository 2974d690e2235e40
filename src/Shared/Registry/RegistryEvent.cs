using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A change of one virtual host that the registry has taken, by which command and when (UTC).</summary>
/// <param name="Revision">The host's revision after it.</param>
public abstract record RegistryEvent(HostPattern Host, long Revision, string CommandId, DateTimeOffset At) : IWireMessage;

/// <summary>An operator's route was added, or took the place of the one with its id.</summary>
public sealed record RoutePut(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, Route Route)
    : RegistryEvent(Host, Revision, CommandId, At);

/// <summary>An operator's route was removed.</summary>
public sealed record RouteRemoved(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, string RouteId)
    : RegistryEvent(Host, Revision, CommandId, At);

/// <summary>A node's configuration brought these routes.</summary>
/// <param name="ConfigurationRevision">Of that configuration.</param>
public sealed record RoutesDeclared(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, int ConfigurationRevision,
    ImmutableArray<Route> Routes)
    : RegistryEvent(Host, Revision, CommandId, At)
{
    public bool Equals(RoutesDeclared? other) =>
        base.Equals(other) && ConfigurationRevision == other.ConfigurationRevision && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}

/// <summary>The operator's routes of the host were replaced by these.</summary>
public sealed record OperatorRoutesSet(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, ImmutableArray<Route> Routes)
    : RegistryEvent(Host, Revision, CommandId, At)
{
    public bool Equals(OperatorRoutesSet? other) =>
        base.Equals(other) && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}

/// <summary>All that was stored of the host before is in here, so that it can be deleted. Changes nothing.</summary>
public sealed record HostCompacted(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, HostState State)
    : RegistryEvent(Host, Revision, CommandId, At)
{
    public static HostCompacted Of(HostState state) =>
        new(state.Routes.Host, state.Routes.Revision, state.Applied.LastOrDefault()?.Id ?? "", state.Routes.ChangedAt, state);
}
