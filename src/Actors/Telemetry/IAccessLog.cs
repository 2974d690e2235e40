using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// Where events go: of a tunnel one when it opens and one when it closes, or one when it is refused; of any other HTTP
/// request one when it has ended. Called from any thread. Never blocks.
/// </summary>
public interface IAccessLog
{
    void Opened(ConnectionInfo connection);

    void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration);

    /// <summary>The connection ended before its 101.</summary>
    void Refused(RefusedRequest request);

    /// <summary>Whether an HTTP request that ended so has an event: who has none, makes none.</summary>
    bool TellsServed(TerminationReason reason, int? status);

    /// <summary>An HTTP request that was no upgrade has ended.</summary>
    void Served(ServedRequest request);

    /// <summary>One attempt on one backend failed. The connection may still open on another.</summary>
    void AttemptFailed(FailedAttempt attempt);
}
