using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Says which routes a node's configuration has for the host.</summary>
/// <param name="Revision">Of the configuration, from 0. One that is older than what the registry has is refused.</param>
public sealed record DeclareRoutes(string Id, HostPattern Host, int Revision, ImmutableArray<Route> Routes) : RegistryCommand(Id, Host)
{
    public bool Equals(DeclareRoutes? other) =>
        base.Equals(other) && Revision == other.Revision && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}
