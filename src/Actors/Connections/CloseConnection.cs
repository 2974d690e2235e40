using ActorProxy.Actors.Tunnels;

namespace ActorProxy.Actors.Connections;

/// <summary>Orders a ConnectionActor to end: a tunnel with the Close frame of the command, a handshake with 503.</summary>
public sealed record CloseConnection(CloseCommand Command);
