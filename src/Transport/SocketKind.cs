namespace ActorProxy.Transport;

/// <summary>What a socket counts as in a <see cref="SocketBudget"/>.</summary>
public enum SocketKind
{
    /// <summary>An accepted client. There is a second descriptor for a backend when it comes: the first that connects takes it.</summary>
    Client,
    /// <summary>A client for whom there is no descriptor: accepted to be told so and closed.</summary>
    Surplus,
    /// <summary>A connection to a backend, or another one of our own making.</summary>
    Backend,
}
