using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>Which outcomes of attempts and tunnels are failures of the backend; what a client or the proxy itself does never is.</summary>
public static class BackendFailures
{
    /// <summary>Of an attempt that brought no answer; null where the backend is not to blame.</summary>
    public static BackendFailure? Of(TerminationReason reason) => reason switch
    {
        TerminationReason.BackendUnresolved or TerminationReason.BackendRefused or TerminationReason.BackendConnectTimeout
            or TerminationReason.BackendTlsFailed => BackendFailure.Connect,
        TerminationReason.BackendTimeout => BackendFailure.Timeout,
        TerminationReason.BackendReset or TerminationReason.BackendBadHandshake => BackendFailure.Answer,
        _ => null,
    };

    /// <summary>
    /// Of an ordinary answer. That a page of an application has a fault says little of its server; who cannot accept a WebSocket for a
    /// fault of its own can accept none.
    /// </summary>
    public static BackendFailure? OfAnswer(int status, bool isUpgrade) =>
        status is 502 or 503 or 504 || (isUpgrade && status >= 500) ? BackendFailure.Answer : null;

    /// <summary>Of a tunnel that has ended; null where that is nothing against its backend.</summary>
    /// <param name="endedBy">Whose end came first.</param>
    /// <param name="closeCode">Of the first Close frame; null where there was none.</param>
    /// <param name="duration">Since its 101.</param>
    public static BackendFailure? OfTunnel(
        TerminationReason reason, TerminationSource endedBy, int? closeCode, TimeSpan duration, EjectionRules rules) =>
        // 1011: a fault; 1013: try again later; 1014: a bad gateway (RFC 6455 section 7.4.1 and its registry). 1012 is a restart, which
        // is announced, and the others are what peers say to each other.
        duration < rules.QuickEnd && endedBy == TerminationSource.Backend
            && (reason == TerminationReason.BackendLost || closeCode is 1011 or 1013 or 1014)
                ? BackendFailure.QuickEnd
                : null;

    /// <summary>Whether a client may bring a backend to it at will.</summary>
    public static bool MayBeProvoked(this BackendFailure failure) => failure is BackendFailure.Answer or BackendFailure.QuickEnd;
}
