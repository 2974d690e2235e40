using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Tunnels;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>A connection that got its 101, for as long as it lives; or one that is served an HTTP request, until it has its response.</summary>
/// <param name="Actor">Where orders for the connection go.</param>
public sealed record OpenConnection(ConnectionInfo Info, ITrafficSource Source, IActorRef Actor)
{
    public ConnectionSnapshot Snapshot() => new(Info, Source.Traffic, Source.Idle);
}
