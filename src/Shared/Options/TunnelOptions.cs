using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Deadlines of established tunnels.</summary>
public sealed record TunnelOptions : ISettingsCheck
{
    [Setting("A tunnel without a byte in either direction is closed after: {range}."), Between("1s", "7d")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(300);

    [Setting("Silence before the first TCP keepalive probe, to clients and backends, in whole seconds."),
        Between("1s", "1d", Zero = "none")]
    public TimeSpan Keepalive { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("For a peer's answer to our Close frame (RFC 6455 section 7.1.1)."), Between("100ms", "1m")]
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public void Check(SettingsCheck check)
    {
        if (Keepalive.Ticks % TimeSpan.TicksPerSecond != 0)
            check.Problem("keepalive", "is not in whole seconds");
    }
}
