namespace ActorProxy.Shared.Policies.Filters;

/// <summary>The message filters that a route can name.</summary>
public static class MessageFilterNames
{
    /// <summary>Logs size and kind of each message.</summary>
    public const string Log = "log";

    /// <summary>Closes a tunnel whose message exceeds <see cref="FilterChain.MaxMessageSize"/>.</summary>
    public const string SizeLimit = "size-limit";

    public static IReadOnlyList<string> All { get; } = [Log, SizeLimit];
}
