using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>An order to change the routes of one virtual host. All of it is done, or nothing.</summary>
/// <param name="Id">Chosen by who sends it; the same for each attempt, so that none is applied twice.</param>
public abstract record RegistryCommand(string Id, HostPattern Host) : IHostMessage
{
    /// <summary>The revision that the host must have; null where it does not matter.</summary>
    public long? ExpectedRevision { get; init; }
}

/// <summary>A message to the registry's entity of one virtual host.</summary>
public interface IHostMessage : IWireMessage
{
    HostPattern Host { get; }
}

/// <summary>Adds an operator's route, or puts it in the place of the one with the same id.</summary>
public sealed record PutRoute(string Id, Route Route) : RegistryCommand(Id, Route.Host);

/// <summary>Removes an operator's route.</summary>
public sealed record RemoveRoute(string Id, HostPattern Host, string RouteId) : RegistryCommand(Id, Host);

/// <summary>Puts these in the place of all of an operator's routes of the host.</summary>
public sealed record ReplaceRoutes(string Id, HostPattern Host, ImmutableArray<Route> Routes) : RegistryCommand(Id, Host)
{
    public bool Equals(ReplaceRoutes? other) =>
        base.Equals(other) && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}

/// <summary>Says which routes a node's configuration has for the host.</summary>
/// <param name="Revision">Of the configuration, from 0. One that is older than what the registry has is refused.</param>
public sealed record DeclareRoutes(string Id, HostPattern Host, int Revision, ImmutableArray<Route> Routes) : RegistryCommand(Id, Host)
{
    public bool Equals(DeclareRoutes? other) =>
        base.Equals(other) && Revision == other.Revision && Routes.AsSpan().SequenceEqual(other.Routes.AsSpan());

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Routes.Length);
}

/// <summary>
/// Asks the registry for the routes of a host; the answer is its <see cref="HostRoutes"/>, of revision 0 where there never were any.
/// </summary>
public sealed record GetHostRoutes(HostPattern Host) : IHostMessage;
