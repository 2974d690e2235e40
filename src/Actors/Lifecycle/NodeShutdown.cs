using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Listeners;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>What a node does before its actor system ends: it says so, accepts nobody, and closes what is open.</summary>
internal static class NodeShutdown
{
    /// <param name="proxy">The <see cref="ProxyActor"/>.</param>
    /// <param name="options">Those that are in force; asked when the node stops.</param>
    public static void Prepare(ActorSystem system, IActorRef proxy, NodeHealth health, Func<ShutdownOptions> options)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tell-health", () =>
        {
            health.Update(state => state with { Draining = true });
            return Task.FromResult(Done.Instance);
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "stop-accepting",
            () => proxy.Ask<Done>(StopAccepting.Instance, options().DrainGrace));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "close-tunnels", async () =>
        {
            var grace = options().DrainGrace;
            var order = new CloseAllConnections(CloseCommand.For(TerminationReason.NodeShutdown, "node is stopping"), options().SpreadOf);
            try
            {
                await proxy.Ask<Done>(order, grace);
            }
            catch (AskTimeoutException)
            {
                system.Log.Warning("Not all connections ended within {Grace}; the rest is cut", grace);
            }
            return Done.Instance;
        });
    }
}
