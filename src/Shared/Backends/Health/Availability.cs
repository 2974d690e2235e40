using System.Collections.Immutable;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>Which backends of a pool get clients.</summary>
/// <param name="Indices">Of those that do, ascending.</param>
/// <param name="Due">Indices of those that one client may try.</param>
/// <param name="Until">When it is to be worked out anew, in the clock of the statuses; <see cref="long.MaxValue"/> for never.</param>
/// <param name="IsPanic">Whether so few are left that all get clients, whatever they did.</param>
public sealed record Availability(ImmutableArray<int> Indices, ImmutableArray<int> Due, long Until, bool IsPanic)
{
    /// <summary>Indices of those that stand by: of a higher tier, in and up.</summary>
    public ImmutableArray<int> Spare { get; init; } = [];

    /// <param name="isEnabled">False for those that an operator has disabled.</param>
    /// <param name="isDown">True for those whose health checks say so.</param>
    /// <param name="tiers">Those of a higher number get clients where none of a lower one is in and up.</param>
    /// <param name="panicBelow">Share of the enabled ones that is to be left; below it all of them are used.</param>
    /// <param name="waits">Whether clients wait where none is left: then none of them is used.</param>
    public static Availability Of(ReadOnlySpan<BackendStatus> statuses, ReadOnlySpan<bool> isEnabled, ReadOnlySpan<bool> isDown,
        ReadOnlySpan<int> tiers, long now, double maxShare, double panicBelow, bool waits = false)
    {
        var used = TierOf(statuses, isEnabled, isDown, tiers);
        var enabled = new List<int>(statuses.Length);
        var down = new HashSet<int>();
        var outside = new List<(int Index, BackendStatus Status)>();
        var (due, spare) = (new List<int>(), new List<int>());
        var until = long.MaxValue;
        for (var i = 0; i < statuses.Length; i++)
        {
            // Of those that serve first it matters when they may be tried.
            if (isEnabled[i] && tiers[i] > used && !isDown[i] && statuses[i].Phase == BackendPhase.In)
                spare.Add(i);
            if (!isEnabled[i] || tiers[i] > used)
                continue;
            var isUsed = tiers[i] == used;
            if (isUsed)
                enabled.Add(i);
            if (isDown[i])
            {
                if (isUsed)
                    down.Add(i);
                continue;
            }
            if (statuses[i].Phase == BackendPhase.In)
                continue;
            if (isUsed)
                outside.Add((i, statuses[i]));
            else if (statuses[i].IsDue(now))
                due.Add(i);
            var changes = statuses[i].Phase == BackendPhase.OnTrial ? statuses[i].Until
                : statuses[i].IsDue(now) ? statuses[i].ReturnsAt
                : statuses[i].DueAt;
            if (changes > now)
                until = Math.Min(until, changes);
        }
        // Who fell out last comes back first where too many are out.
        var may = (int)(enabled.Count * maxShare);
        var stayOut = outside.OrderBy(backend => backend.Status.Since).Take(may).ToList();
        var left = enabled.Count - down.Count - stayOut.Count;
        if (enabled.Count > 0 && (left == 0 ? !waits : left < enabled.Count * panicBelow))
            return new Availability([.. enabled], [.. due], until, IsPanic: true) { Spare = [.. spare] };
        var excluded = stayOut.Select(backend => backend.Index).Concat(down).ToHashSet();
        return new Availability(
            [.. enabled.Where(index => !excluded.Contains(index))],
            [.. due, .. stayOut.Where(backend => backend.Status.IsDue(now)).Select(backend => backend.Index)],
            until, IsPanic: false)
        {
            Spare = [.. spare],
        };
    }

    /// <summary>The lowest tier that has a backend which is in and up; the lowest of all where none is.</summary>
    private static int TierOf(
        ReadOnlySpan<BackendStatus> statuses, ReadOnlySpan<bool> isEnabled, ReadOnlySpan<bool> isDown, ReadOnlySpan<int> tiers)
    {
        var (lowest, fit) = (int.MaxValue, int.MaxValue);
        for (var i = 0; i < statuses.Length; i++)
        {
            if (!isEnabled[i])
                continue;
            lowest = Math.Min(lowest, tiers[i]);
            if (!isDown[i] && statuses[i].Phase == BackendPhase.In)
                fit = Math.Min(fit, tiers[i]);
        }
        return fit == int.MaxValue ? lowest : fit;
    }
}
