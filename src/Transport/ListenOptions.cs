namespace ActorProxy.Transport;

/// <summary>How to listen.</summary>
/// <param name="Backlog">Connections that the kernel keeps waiting; 1 to 65535, capped by the kernel (<c>net.core.somaxconn</c>).</param>
/// <param name="Channel">What accepted channels are set to.</param>
public sealed record ListenOptions(int Backlog, ChannelOptions Channel);
