using ActorProxy.Shared.Forwarding;

namespace ActorProxy.Shared.Routing;

/// <summary>What a route does besides choosing a pool. The default changes nothing and relays bytes as they are.</summary>
public sealed record RoutePolicy
{
    /// <summary>Default of <see cref="MaxMessageSize"/>: 1 MiB.</summary>
    public const int DefaultMaxMessageSize = 1024 * 1024;

    /// <summary>Default of <see cref="DrainOver"/>: 30 s.</summary>
    public static readonly TimeSpan DefaultDrainOver = TimeSpan.FromSeconds(30);

    public static RoutePolicy Default { get; } = new();

    public PathRewrite PathRewrite { get; init; } = PathRewrite.None;

    public HostRewrite HostRewrite { get; init; } = HostRewrite.PassThrough;

    public HeaderRules Headers { get; init; } = HeaderRules.None;

    /// <summary>Names of the filters that see each message, in order. Empty: the tunnel is a raw relay that reads no messages.</summary>
    public IReadOnlyList<string> MessageFilters { get; init; } = [];

    /// <summary>Bytes a message may have at most, after reassembly; 1 byte to 1 GiB. Applies only with filters.</summary>
    public int MaxMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>Takes the place of <see cref="Options.TunnelOptions.IdleTimeout"/> and <see cref="Options.HttpOptions.ActivityTimeout"/>; null keeps those.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Takes the place of <see cref="Options.HandshakeOptions.Attempts"/>; null keeps that one.</summary>
    public int? Attempts { get; init; }

    /// <summary>Connections of the route at a time, attempts under way and requests in flight included; 1 to 10,000,000, or 0 for no limit.</summary>
    public int MaxConnections { get; init; }

    /// <summary>What becomes of open tunnels where a change of the route concerns them.</summary>
    public RouteChangePolicy OnChange { get; init; }

    /// <summary>With <see cref="RouteChangePolicy.Drain"/>, over which time the tunnels are closed; 1 s to 24 h.</summary>
    public TimeSpan DrainOver { get; init; } = DefaultDrainOver;

    /// <summary>Whether the tunnel must read messages instead of relaying bytes.</summary>
    public bool ReadsMessages => MessageFilters.Count > 0;

    public bool Equals(RoutePolicy? other) =>
        other is not null && PathRewrite == other.PathRewrite && HostRewrite == other.HostRewrite && Headers == other.Headers
        && MessageFilters.SequenceEqual(other.MessageFilters) && MaxMessageSize == other.MaxMessageSize
        && IdleTimeout == other.IdleTimeout && Attempts == other.Attempts && MaxConnections == other.MaxConnections
        && OnChange == other.OnChange && DrainOver == other.DrainOver;

    public override int GetHashCode() =>
        HashCode.Combine(PathRewrite, HostRewrite, Headers, MessageFilters.Count, MaxMessageSize, IdleTimeout, Attempts);
}
