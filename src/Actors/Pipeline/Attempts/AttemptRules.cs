using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Pipeline.Attempts;

/// <summary>Whether a failed attempt is followed by one on another backend. Nothing has been sent to the client at that point.</summary>
public static class AttemptRules
{
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="maxAttempts">Attempts per connection, the first included.</param>
    /// <param name="isIdempotent">Whether the request may be done twice (RFC 9110 section 9.2.2): the backend may have seen a part.</param>
    /// <param name="bodyBegun">Whether a part of the request body was read, which cannot be read again.</param>
    public static bool TriesAnother(TerminationReason reason, int attempt, int maxAttempts, bool isIdempotent, bool bodyBegun) =>
        attempt < maxAttempts && !bodyBegun
        && (IsOfConnecting(reason)
            || (isIdempotent && reason is TerminationReason.BackendReset or TerminationReason.BackendTimeout
                or TerminationReason.BackendBadHandshake or TerminationReason.BackendUnavailable or TerminationReason.WriteTimeout));

    /// <summary>
    /// Whether a backend's ordinary response says that it cannot serve now, which another one may (RFC 9110 sections 15.6.3 to 15.6.5).
    /// </summary>
    public static bool IsUnavailable(int status) => status is 502 or 503 or 504;

    private static bool IsOfConnecting(TerminationReason reason) =>
        reason is TerminationReason.BackendUnresolved or TerminationReason.BackendRefused or TerminationReason.BackendConnectTimeout
            or TerminationReason.BackendTlsFailed or TerminationReason.PortsExhausted;
}
