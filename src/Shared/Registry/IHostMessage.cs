using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A message to the registry's entity of one virtual host.</summary>
public interface IHostMessage : IWireMessage
{
    HostPattern Host { get; }
}
