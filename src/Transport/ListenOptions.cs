namespace ActorProxy.Transport;

/// <summary>How to listen.</summary>
/// <param name="Backlog">Connections that the kernel keeps waiting; 1 to 65535, capped by the kernel (<c>net.core.somaxconn</c>).</param>
/// <param name="Channel">What accepted channels are set to.</param>
public sealed record ListenOptions(int Backlog, ChannelOptions Channel)
{
    /// <summary>Whether it begins as after <see cref="IListener.Pause"/>.</summary>
    public bool IsPaused { get; init; }

    /// <summary>
    /// Whether another listener of this process may have the port, at the same or a wider address, until it is disposed. Where the
    /// platform has no way to share one (the portable transport), it cannot be bound.
    /// </summary>
    public bool IsShared { get; init; }
}
