namespace ActorProxy.Transport;

/// <summary>What a socket counts as in a <see cref="SocketBudget"/>.</summary>
public enum SocketKind
{
    /// <summary>An accepted client, for whose backend a second descriptor is kept.</summary>
    Client,
    /// <summary>A client for whom there is no descriptor: accepted to be told so and closed.</summary>
    Surplus,
    /// <summary>A connection to a backend, or another one of our own making.</summary>
    Backend,
}
