using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>What the registry keeps of one virtual host.</summary>
/// <param name="Applied">The last commands that changed it, oldest first: one that comes again is answered, not applied again.</param>
public sealed record HostState(HostRoutes Routes, ImmutableArray<AppliedCommand> Applied)
{
    /// <summary>How many commands are remembered. A client gives up long before that many others came between its attempts.</summary>
    public const int Memory = 64;

    public static HostState Empty(HostPattern host) => new(HostRoutes.Empty(host), []);

    public bool Equals(HostState? other) =>
        other is not null && Routes == other.Routes && Applied.AsSpan().SequenceEqual(other.Applied.AsSpan());

    public override int GetHashCode() => Routes.GetHashCode();
}
