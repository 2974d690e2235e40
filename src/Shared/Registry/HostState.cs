using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>What the registry keeps of one virtual host.</summary>
/// <param name="Applied">The last commands that changed it, oldest first: one that comes again is answered, not applied again.</param>
public sealed record HostState(HostRoutes Routes, ImmutableArray<AppliedCommand> Applied)
{
    /// <summary>How many commands are remembered at least, however old they are.</summary>
    public const int Memory = 64;

    /// <summary>
    /// How many are remembered at most: 500 changes a second, which a database takes, for the 8 s that clients go on trying.
    /// </summary>
    public const int MostMemory = 4096;

    /// <summary>
    /// For how long a command is remembered in any case but that. A client tries again for 10 s; the rest is for clocks of nodes that
    /// differ. While a shard moves, hundreds of others may come between two of its attempts.
    /// </summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    public static HostState Empty(HostPattern host) => new(HostRoutes.Empty(host), []);

    /// <summary>The commands to remember when one more was done.</summary>
    internal ImmutableArray<AppliedCommand> AppliedWith(AppliedCommand command)
    {
        var all = Applied.Add(command);
        var forgotten = 0;
        while (all.Length - forgotten > Memory && (all.Length - forgotten > MostMemory || all[forgotten].At is not { } at
            || command.At - at > Remembered))
            forgotten++;
        return forgotten == 0 ? all : all.RemoveRange(0, forgotten);
    }

    public bool Equals(HostState? other) =>
        other is not null && Routes == other.Routes && Applied.AsSpan().SequenceEqual(other.Applied.AsSpan());

    public override int GetHashCode() => Routes.GetHashCode();
}

/// <summary>A command that changed a host, and the revision that it led to.</summary>
/// <param name="At">UTC, by the clock of the node that stored it; null where an earlier version did.</param>
public sealed record AppliedCommand(string Id, long Revision, DateTimeOffset? At = null);
