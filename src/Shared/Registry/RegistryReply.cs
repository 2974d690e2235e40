using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>The registry's answer to a command.</summary>
public abstract record RegistryReply(string CommandId) : IWireMessage;
