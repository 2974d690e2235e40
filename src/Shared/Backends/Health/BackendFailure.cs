namespace ActorProxy.Shared.Backends.Health;

/// <summary>How a backend has failed a client.</summary>
public enum BackendFailure
{
    /// <summary>It has no address, could not be connected, or no TLS was agreed on.</summary>
    Connect,
    /// <summary>It did not answer in time.</summary>
    Timeout,
    /// <summary>Its answer was a 5xx or none.</summary>
    Answer,
    /// <summary>It ended a tunnel that it had just accepted.</summary>
    QuickEnd,
}
