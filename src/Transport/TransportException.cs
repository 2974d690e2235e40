namespace ActorProxy.Transport;

/// <summary>A socket call failed.</summary>
public sealed class TransportException(TransportError error, string message) : IOException(message)
{
    /// <summary>What kind of failure it was.</summary>
    public TransportError Error { get; } = error;
}
