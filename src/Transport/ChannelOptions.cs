namespace ActorProxy.Transport;

/// <summary>Socket settings of a channel. TCP_NODELAY is always on.</summary>
/// <param name="KeepAlive">Idle time before the first TCP keepalive probe, whole seconds; zero turns keepalive off.</param>
public sealed record ChannelOptions(TimeSpan KeepAlive);
