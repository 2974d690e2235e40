using ActorProxy.Actors.Tunnels;

namespace ActorProxy.Actors.Listeners;

/// <summary>Orders to close every connection. The answer, once the last one has ended, is <see cref="Akka.Done"/>.</summary>
public sealed record CloseAllConnections(CloseCommand Command);
