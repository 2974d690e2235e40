using System.Collections.Immutable;

namespace ActorProxy.Node.Logging;

/// <summary>Which failures to talk to other nodes are written: of each node the first, and then one in <see cref="Period"/>.</summary>
internal sealed record AssociationLimit
{
    public static readonly AssociationLimit Empty = new();

    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private AssociationLimit()
    {
    }

    private ImmutableDictionary<string, Written> Last { get; init; } = ImmutableDictionary<string, Written>.Empty;

    /// <summary>Addresses that are remembered: those that failed within the last two periods.</summary>
    public int Count => Last.Count;

    /// <param name="withheld">How many of this address were not written since the last that was; null where this one is not to be.</param>
    public AssociationLimit With(AssociationFailure failure, DateTimeOffset now, out int? withheld)
    {
        var known = Last.GetValueOrDefault(failure.Address);
        // The clock may have been set back.
        var silent = known is not null && now >= known.At && now - known.At < Period;
        withheld = silent ? null : failure.Tells && known is not null ? known.Withheld : 0;
        if (!failure.Tells)
            return this;
        return this with
        {
            Last = silent
                ? Last.SetItem(failure.Address, known! with { Withheld = known.Withheld + 1 })
                // Not those of the last period: their next one is still to tell how many were withheld.
                : Last.RemoveRange(Last.Where(l => now - l.Value.At >= 2 * Period).Select(l => l.Key))
                    .SetItem(failure.Address, new Written(now, 0)),
        };
    }

    private sealed record Written(DateTimeOffset At, int Withheld);
}
