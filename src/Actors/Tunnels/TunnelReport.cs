using ActorProxy.Actors.Accounting;
using Akka.Actor;

namespace ActorProxy.Actors.Tunnels;

/// <summary>The one element of a tunnel graph: its end, and who wants to know.</summary>
internal sealed record TunnelReport(IActorRef Owner, TunnelEnd End);
