using ActorProxy.Actors.Pipeline;

namespace ActorProxy.Actors.Connections;

/// <summary>What the phases of a request have said, one of which had to wait.</summary>
/// <param name="Result">Null where one has failed.</param>
internal sealed record PolicyAnswered(ProxySession Session, PhaseResult? Result, Exception? Fault);

/// <summary>They have not said it in time.</summary>
internal sealed record PolicyLate(ProxySession Session);
