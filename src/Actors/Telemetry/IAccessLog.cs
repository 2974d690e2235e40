using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Tunnels;

namespace ActorProxy.Actors.Telemetry;

/// <summary>Where a connection's events go: one when it opens, one when it closes, or one when it is refused. Never blocks.</summary>
public interface IAccessLog
{
    void Opened(ConnectionInfo connection);

    void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration);

    /// <summary>The connection ended before its 101.</summary>
    void Refused(RefusedRequest request);

    /// <summary>One attempt on one backend failed. The connection may still open on another.</summary>
    void AttemptFailed(FailedAttempt attempt);
}
