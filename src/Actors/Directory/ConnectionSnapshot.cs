using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Directory;

/// <summary>An open connection at one moment.</summary>
/// <param name="Idle">Time since bytes last passed, to the millisecond of the loop's clock.</param>
public sealed record ConnectionSnapshot(ConnectionInfo Info, Traffic Traffic, TimeSpan Idle);
