using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A message to the registry's index of hosts.</summary>
public interface IIndexMessage : IWireMessage;
