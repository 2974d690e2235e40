using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>The operator's routes of the host were replaced by these.</summary>
public sealed record OperatorRoutesSet(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, ImmutableArray<Route> Routes)
    : RegistryEvent(Host, Revision, CommandId, At)
{
    public bool Equals(OperatorRoutesSet? other) =>
        base.Equals(other) && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}
