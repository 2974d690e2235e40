using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.RouteChanges;

/// <summary>What becomes of open tunnels that are not what would be built now.</summary>
public sealed record OnChange : IPolicy, ISettingsCheck
{
    public OnChange()
    {
    }

    public OnChange(RouteChangePolicy policy) => Policy = policy;

    [Setting("What becomes of open tunnels when the route changes in what they were built from, or is gone: keep leaves them, drain "
        + "closes them (1012) one after "
        + "another, close closes them at once. Another backend for new connections, a weight or a limit concerns no open tunnel.",
        Key = "on-change")]
    public RouteChangePolicy Policy { get; init; }

    [Setting("Over which time drain closes them."), Between("1s", "24h")]
    public TimeSpan DrainOver { get; init; } = TimeSpan.FromSeconds(30);

    public void Check(SettingsCheck check)
    {
        if (check.Has("drain-over") && Policy != RouteChangePolicy.Drain)
            check.Unused("drain-over", "applies only with on-change = drain");
    }
}

/// <summary>What becomes of the open tunnels of a route that changed or is gone.</summary>
public enum RouteChangePolicy
{
    /// <summary>They stay as they are until a peer closes them.</summary>
    Keep,

    /// <summary>They get a Close frame (1012), one after another over <see cref="OnChange.DrainOver"/>.</summary>
    Drain,

    /// <summary>They get a Close frame (1012) at once.</summary>
    Close,
}
