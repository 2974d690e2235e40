namespace ActorProxy.Shared.Backends.Picking;

/// <summary>How a pool chooses the backend of a new connection. All kinds honour the backends' weights.</summary>
public enum PickerKind
{
    /// <summary>Each in turn, smoothly interleaved by weight.</summary>
    RoundRobin,
    /// <summary>The one with the fewest active connections per weight.</summary>
    LeastConnections,
    /// <summary>Two at random, and of these the one with fewer active connections per weight.</summary>
    PowerOfTwoChoices,
    /// <summary>The same client address goes to the same backend; when a backend leaves, only its clients move.</summary>
    ClientIpHash,
    /// <summary>Any, with a chance by its weight.</summary>
    Random,
    /// <summary>The same value of the request goes to the same backend, as with <see cref="ClientIpHash"/>.</summary>
    Hash,
    /// <summary>Two at random, and of these the one with less latency of handshakes times connections per weight.</summary>
    PeakEwma,
}
