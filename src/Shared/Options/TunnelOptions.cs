namespace ActorProxy.Shared.Options;

/// <summary>Deadlines of established tunnels.</summary>
public sealed record TunnelOptions
{
    /// <summary>After which a tunnel without a byte in either direction is closed; 1 s to 7 days.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Silence before the first TCP keepalive probe, to clients and backends; 1 s to 1 day in whole seconds, or zero for none.</summary>
    public TimeSpan Keepalive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a peer may take to answer our Close frame (RFC 6455 section 7.1.1) before its connection is cut; 100 ms to 1 min.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
