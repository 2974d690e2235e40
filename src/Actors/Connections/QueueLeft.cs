using ActorProxy.Actors.Pipeline.Attempts;

namespace ActorProxy.Actors.Connections;

/// <summary>An upgrade waits for a backend no longer.</summary>
/// <param name="Step">What follows.</param>
internal sealed record QueueLeft(QueuedRequest Queued, AttemptStep Step);
