using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>What a route does besides choosing a pool. The default changes nothing and relays bytes as they are.</summary>
public sealed record RoutePolicy : ISettingsCheck
{
    public static RoutePolicy Default { get; } = new();

    [Inline]
    public PathRewrite PathRewrite { get; init; } = PathRewrite.None;

    [Setting("The Host that the backend sees: pass for the client's, or another one.", Key = "host-header", Tunnels = true)]
    public HostRewrite HostRewrite { get; init; } = HostRewrite.PassThrough;

    [Setting("Fields of the request to the backend: first removed, then set, then added.", Tunnels = true)]
    public HeaderRules Headers { get; init; } = HeaderRules.None;

    [Setting("What sees each message, in order: log, size-limit. Empty is a relay that reads no messages.", Key = "filters", Tunnels = true)]
    public ValueList<string> MessageFilters { get; init; } = [];

    [Setting("With filters, what a message may have after reassembly.", Tunnels = true), Between("1B", "1GiB")]
    public int MaxMessageSize { get; init; } = 1024 * 1024;

    [Setting("Instead of tunnel.idle-timeout and http.activity-timeout.", Example = "300s"), Between("1s", "7d")]
    public TimeSpan? IdleTimeout { get; init; }

    [Setting("Instead of handshake.attempts.", Example = "3"), Between(1, 10)]
    public int? Attempts { get; init; }

    [Setting("Connections of the route at a time, attempts under way and requests in flight included."), Between(0, 10_000_000, Zero = "no limit")]
    public int MaxConnections { get; init; }

    [Setting("What becomes of open tunnels when the route changes in what they were built from, or is gone: keep leaves them, drain closes them (1012) one after "
        + "another, close closes them at once. Another backend for new connections, a weight or a limit concerns no open tunnel.")]
    public RouteChangePolicy OnChange { get; init; }

    [Setting("Over which time drain closes them."), Between("1s", "24h")]
    public TimeSpan DrainOver { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the tunnel must read messages instead of relaying bytes.</summary>
    public bool ReadsMessages => !MessageFilters.IsEmpty;

    public void Check(SettingsCheck check)
    {
        foreach (var (index, filter) in MessageFilters.Index())
            if (!MessageFilterNames.All.Contains(filter))
                check.ItemProblem("filters", index, $"there is no filter '{filter}'; there are {string.Join(", ", MessageFilterNames.All)}", check.Nearest(filter, MessageFilterNames.All));
        if (check.Has("drain-over") && OnChange != RouteChangePolicy.Drain)
            check.Unused("drain-over", "applies only with on-change = drain");
        if (check.Has("max-message-size") && (!check.Has("filters") || check.IsEmpty("filters")))
            check.Unused("max-message-size", "applies only to a route with filters; without them no message is read");
    }
}
