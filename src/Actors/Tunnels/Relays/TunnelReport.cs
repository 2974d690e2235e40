using ActorProxy.Actors.Accounting;
using Akka.Actor;

namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>What passes through a relay's stream: a tunnel's end, and who wants to know.</summary>
internal sealed record TunnelReport(IActorRef Owner, TunnelEnd End);
