using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Tunnels;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>A connection that got its 101, for as long as it lives.</summary>
/// <param name="Actor">Where orders for the connection go.</param>
public sealed record OpenConnection(ConnectionInfo Info, ITunnel Tunnel, IActorRef Actor)
{
    public ConnectionSnapshot Snapshot() => new(Info, Tunnel.Traffic, Tunnel.Idle);
}
