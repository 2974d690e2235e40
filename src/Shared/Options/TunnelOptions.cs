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

    // Some round trips to any backend; and what waits is a descriptor each.
    [Setting("For a backend to close TCP before the proxy does, after the close handshake (RFC 6455 section 7.1.1) or a response that ends "
        + "its connection: {range}. Who closes first keeps the ports for a minute. The tunnel or request itself is over by then."),
        Between("100ms", "1m", Zero = "not waited for")]
    public TimeSpan FinTimeout { get; init; } = TimeSpan.FromSeconds(1);

    public void Check(SettingsCheck check)
    {
        if (Keepalive.Ticks % TimeSpan.TicksPerSecond != 0)
            check.Problem("keepalive", "is not in whole seconds");
    }
}
