using System.Collections.Immutable;
using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Listeners;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Listeners;

/// <summary>
/// Orders the <see cref="ProxyActor"/> to have other listeners. The answer is <see cref="BoundListeners"/>: then who is accepted comes by
/// them.
/// </summary>
/// <param name="Sockets">Those that the plan binds, by the name of their listener; the actor's from then on.</param>
/// <param name="Removal">What becomes of who came by those that the plan removes.</param>
internal sealed record TakeListeners(ListenerPlan Plan, ImmutableDictionary<string, ListenerSocket> Sockets, ListenerRemoval Removal);

/// <summary>Orders a listener to go by what is in force now. The answer, when all loops do, is <see cref="Akka.Done"/>.</summary>
/// <param name="Socket">Where it stands from now on; null where it stays.</param>
internal sealed record TakeListener(ListenerOptions Options, ListenerSocket? Socket = null);

/// <summary>Orders a listener to accept nobody, to close what is open as a node does that stops, and to end.</summary>
/// <param name="Grace">After which what is left is cut.</param>
internal sealed record ListenerRemoval(CloseAllConnections Close, TimeSpan Grace)
{
    public static ListenerRemoval Of(ShutdownOptions options) => new(
        new CloseAllConnections(CloseCommand.For(TerminationReason.ListenerRemoved, "listener is removed"), options.SpreadOf),
        options.DrainGrace);
}
