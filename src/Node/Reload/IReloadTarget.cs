using ActorProxy.Actors;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Reload;

/// <summary>The node that takes a configuration over, with all that belongs to it.</summary>
internal interface IReloadTarget
{
    ProxyNode Node { get; }

    /// <summary>What a node like this one makes of the options of a file: no more than the machine carries.</summary>
    ProxyOptions Within(ProxyOptions options);

    /// <summary>Goes by these values from now on. What needs a restart must be as it was. Not for several at a time.</summary>
    /// <exception cref="IOException">They cannot be used: all is as it was.</exception>
    Task ReloadAsync(ProxyOptions options);
}
