using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections;

/// <summary>A client has come to no request head that can be served.</summary>
/// <param name="Detail">What was wrong; for the client, too, where it can be answered.</param>
internal sealed record ClientFailed(TerminationReason Reason, string Detail);
