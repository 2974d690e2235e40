using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>A node's configuration brought these routes.</summary>
/// <param name="ConfigurationRevision">Of that configuration.</param>
public sealed record RoutesDeclared(HostPattern Host, long Revision, string CommandId, DateTimeOffset At, int ConfigurationRevision, ImmutableArray<Route> Routes)
    : RegistryEvent(Host, Revision, CommandId, At)
{
    public bool Equals(RoutesDeclared? other) =>
        base.Equals(other) && ConfigurationRevision == other.ConfigurationRevision && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}
