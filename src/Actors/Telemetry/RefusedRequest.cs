using System.Net;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry;

/// <summary>A connection that ended before its 101.</summary>
/// <param name="Host">Null where no head with a valid one arrived; so is the path.</param>
/// <param name="RequestId">Null where the request was not routed: the client was told the connection's id then.</param>
/// <param name="Route">Null where none was found.</param>
/// <param name="Backend">The backend of the last attempt, or null where there was none.</param>
/// <param name="Attempt">The last attempt, from 1; 0 where there was none.</param>
/// <param name="Status">What the client was answered, or null where it was not.</param>
/// <param name="Detail">What was wrong, for the operator.</param>
public sealed record RefusedRequest(
    string Id, string Listener, IPEndPoint Peer, string? Host, string? Path, string? RequestId, string? Route,
    string? Backend, int Attempt,
    TerminationReason Reason, int? Status, string Detail, TimeSpan Duration)
{
    /// <summary>Whose doing it is.</summary>
    public TerminationSource Source => Reason.Source(Status);
}
