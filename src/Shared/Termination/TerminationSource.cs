namespace ActorProxy.Shared.Termination;

/// <summary>Whose doing it is that a connection or a request ended.</summary>
public enum TerminationSource
{
    Client,
    Backend,
    Proxy,
}
