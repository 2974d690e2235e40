using static ActorProxy.Shared.Termination.TerminationReason;

namespace ActorProxy.Shared.Termination;

/// <summary>Whose doing each <see cref="TerminationReason"/> is, and whether an operator is to see it.</summary>
public static class TerminationSources
{
    /// <summary>The source's name in logs and metrics: <c>client</c>, <c>backend</c> or <c>proxy</c>.</summary>
    public static string Name(this TerminationSource source) => source switch
    {
        TerminationSource.Client => "client",
        TerminationSource.Backend => "backend",
        TerminationSource.Proxy => "proxy",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "No source."),
    };

    /// <summary>
    /// Of a request that was refused or has failed. Of an open tunnel each side may be the one that breaks a rule, closes or does not
    /// read, and the tunnel knows which.
    /// </summary>
    /// <param name="status">What the client was answered, or null where it was not: it says which peer took no bytes in time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value that is no reason.</exception>
    public static TerminationSource Source(this TerminationReason reason, int? status) =>
        reason == WriteTimeout && status == WriteTimeout.Status()
            ? TerminationSource.Backend
            : TerminationReasons.Declared(reason).Source;

    /// <summary>
    /// Whether a request that ended so is logged as a warning. What a client does wrong is its own affair, but for a peer that does
    /// not say whom it forwards, which is ours to set up, and for one that holds what it does not read. A backend that declines an
    /// upgrade ends nothing that was open, and still is somebody's wrong address or wrong configuration.
    /// </summary>
    /// <param name="status">As of <see cref="Source"/>.</param>
    public static bool IsFailure(this TerminationReason reason, int? status) =>
        reason is BackendDeclined or BadProxyHeader or WriteTimeout
        || (reason.IsAbnormal() && reason.Source(status) != TerminationSource.Client);
}

/// <summary>Whose doing it is that a connection or a request ended.</summary>
public enum TerminationSource
{
    Client,
    Backend,
    Proxy,
}
