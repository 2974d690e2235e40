using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Filters;

/// <summary>What sees the messages of a tunnel. Without filters bytes are relayed as they are, and no message is read.</summary>
public sealed record FilterChain : IPolicy, ISettingsCheck
{
    public FilterChain()
    {
    }

    /// <summary>Without filters.</summary>
    public static FilterChain None { get; } = new();

    public FilterChain(params ReadOnlySpan<string> filters) => Filters = [.. filters];

    [Setting("What sees each message, in order: log, size-limit. Empty is a relay that reads no messages.", Tunnels = true)]
    public ValueList<string> Filters { get; init; } = [];

    [Setting("With filters, what a message may have after reassembly.", Tunnels = true), Between("1B", "1GiB")]
    public int MaxMessageSize { get; init; } = 1024 * 1024;

    /// <summary>Whether the tunnel must read messages instead of relaying bytes.</summary>
    public bool ReadsMessages => !Filters.IsEmpty;

    public void Check(SettingsCheck check)
    {
        foreach (var (index, filter) in Filters.Index())
            if (!MessageFilterNames.All.Contains(filter))
                check.ItemProblem("filters", index, $"there is no filter '{filter}'; there are {string.Join(", ", MessageFilterNames.All)}",
                    check.Nearest(filter, MessageFilterNames.All));
        if (check.Has("max-message-size") && (!check.Has("filters") || check.IsEmpty("filters")))
            check.Unused("max-message-size", "applies only to a route with filters; without them no message is read");
    }
}

/// <summary>The message filters that a route can name.</summary>
public static class MessageFilterNames
{
    /// <summary>Logs size and kind of each message.</summary>
    public const string Log = "log";

    /// <summary>Closes a tunnel whose message exceeds <see cref="FilterChain.MaxMessageSize"/>.</summary>
    public const string SizeLimit = "size-limit";

    public static IReadOnlyList<string> All { get; } = [Log, SizeLimit];
}
