using Akka.Configuration;
using Akka.Dispatch;

namespace ActorProxy.Actors.Dispatch;

/// <summary>Makes the dispatcher of one loop; its configuration is written by <see cref="LoopDispatchers"/>.</summary>
public sealed class LoopDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly LoopDispatcher _dispatcher;

    /// <exception cref="ConfigurationException">The actor system was made without a <see cref="TransportSetup"/>.</exception>
    public LoopDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        var setup = prerequisites.Settings.Setup.Get<TransportSetup>();
        if (!setup.HasValue)
            throw new ConfigurationException("A loop dispatcher needs a TransportSetup in the actor system's setup.");
        _dispatcher = new LoopDispatcher(this, setup.Value.Transport.Loops[config.GetInt("loop")]);
    }

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
