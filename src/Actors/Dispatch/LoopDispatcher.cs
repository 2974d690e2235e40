using ActorProxy.Transport;
using Akka.Dispatch;

namespace ActorProxy.Actors.Dispatch;

/// <summary>
/// Runs actors on an event loop. What belongs to a connection (its actors, its stream, its sockets) then has one thread:
/// no lock, no wake-up of another thread on its way, no race between a message and a byte. Such actors never block.
/// </summary>
internal sealed class LoopDispatcher(MessageDispatcherConfigurator configurator, EventLoop loop) : MessageDispatcher(configurator)
{
    protected override void ExecuteTask(IRunnable run) => loop.Post(run);

    /// <summary>The loop belongs to the transport, which outlives the actor system.</summary>
    protected override void Shutdown()
    {
    }
}
