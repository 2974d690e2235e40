namespace ActorProxy.Actors.Connections;

/// <summary>Gives a connection to the gateway, because its next request is for backends that speak HTTP/2 only.</summary>
/// <param name="Bytes">The head, and what was read behind it.</param>
/// <param name="Requests">How many requests of the connection have an id.</param>
internal sealed record HttpForGateway(ReadOnlyMemory<byte> Bytes, long Requests);
