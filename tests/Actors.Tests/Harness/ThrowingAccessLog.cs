using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A defect to be survived.</summary>
internal sealed class ThrowingAccessLog : IAccessLog
{
    public void Opened(ConnectionInfo connection) => throw new InvalidOperationException("a secret of the log");

    public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration) =>
        throw new InvalidOperationException("a secret of the log");

    public void Refused(RefusedRequest request) => throw new InvalidOperationException("a secret of the log");

    public bool TellsServed(TerminationReason reason, int? status) => true;

    public void Served(ServedRequest request) => throw new InvalidOperationException("a secret of the log");

    public void AttemptFailed(FailedAttempt attempt) => throw new InvalidOperationException("a secret of the log");
}
