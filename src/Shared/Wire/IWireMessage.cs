namespace ActorProxy.Shared.Wire;

/// <summary>A value that goes to other nodes or into the database. It has a <see cref="WireFormat"/>.</summary>
public interface IWireMessage;
