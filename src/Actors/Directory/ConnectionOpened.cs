using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Tunnels;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>Tells the directory of a connection that got its 101.</summary>
/// <param name="Actor">Where orders for the connection go.</param>
public sealed record ConnectionOpened(ConnectionInfo Info, ITunnel Tunnel, IActorRef Actor);
