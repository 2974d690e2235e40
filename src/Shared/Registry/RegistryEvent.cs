using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A change of one virtual host that the registry has taken, by which command and when (UTC).</summary>
/// <param name="Revision">The host's revision after it.</param>
public abstract record RegistryEvent(HostPattern Host, long Revision, string CommandId, DateTimeOffset At) : IWireMessage;
