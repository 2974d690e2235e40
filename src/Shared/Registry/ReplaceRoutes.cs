using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Puts these in the place of all of an operator's routes of the host.</summary>
public sealed record ReplaceRoutes(string Id, HostPattern Host, ImmutableArray<Route> Routes) : RegistryCommand(Id, Host)
{
    public bool Equals(ReplaceRoutes? other) =>
        base.Equals(other) && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}
