using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Directory;

/// <summary>What one node is asked about its own connections.</summary>
public interface INodeQuery : IWireMessage;
