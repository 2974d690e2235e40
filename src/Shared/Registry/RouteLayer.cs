using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>A host's routes that come from one origin.</summary>
/// <param name="Origin"><see cref="Operator"/> or <see cref="Configuration"/>.</param>
/// <param name="Revision">Of the configuration that declared them; 0 for those that an operator put.</param>
/// <param name="Routes">No two of them have the same id or the same path.</param>
public sealed record RouteLayer(string Origin, int Revision, ImmutableArray<Route> Routes)
{
    /// <summary>Routes that were put while nodes ran. Where they collide with others, they win.</summary>
    public const string Operator = "operator";

    /// <summary>Routes of nodes' configuration.</summary>
    public const string Configuration = "config";

    public bool Equals(RouteLayer? other) =>
        other is not null && Origin == other.Origin && Revision == other.Revision && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Origin, Revision, Routes.Length);
}
