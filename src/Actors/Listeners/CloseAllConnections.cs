using ActorProxy.Actors.Closing;

namespace ActorProxy.Actors.Listeners;

/// <summary>Orders to close every connection. The answer, once the last one has ended, is <see cref="Akka.Done"/>.</summary>
/// <param name="Spread">
/// The time over which as many open tunnels of a loop are told; zero for at once. Everybody else is told at once.
/// </param>
public sealed record CloseAllConnections(CloseCommand Command, Func<int, TimeSpan> Spread);
