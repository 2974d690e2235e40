using System.Collections.Immutable;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>Which backends of a pool get clients.</summary>
/// <param name="Indices">Of those that do, ascending.</param>
/// <param name="Due">Indices of those that one client may try.</param>
/// <param name="Until">When it is to be worked out anew, in the clock of the statuses; <see cref="long.MaxValue"/> for never.</param>
/// <param name="IsPanic">Whether so few are left that all get clients, whatever they did.</param>
public sealed record Availability(ImmutableArray<int> Indices, ImmutableArray<int> Due, long Until, bool IsPanic)
{
    /// <param name="isEnabled">False for those that an operator has disabled.</param>
    /// <param name="isDown">True for those whose health checks say so.</param>
    /// <param name="panicBelow">Share of the enabled ones that is to be left; below it all of them are used.</param>
    public static Availability Of(ReadOnlySpan<BackendStatus> statuses, ReadOnlySpan<bool> isEnabled, ReadOnlySpan<bool> isDown,
        long now, double maxShare, double panicBelow)
    {
        var enabled = new List<int>(statuses.Length);
        var down = new HashSet<int>();
        var outside = new List<(int Index, BackendStatus Status)>();
        var until = long.MaxValue;
        for (var i = 0; i < statuses.Length; i++)
        {
            if (!isEnabled[i])
                continue;
            enabled.Add(i);
            if (isDown[i])
                down.Add(i);
            else if (statuses[i].Phase == BackendPhase.In)
                continue;
            else
                outside.Add((i, statuses[i]));
            var changes = statuses[i].Phase == BackendPhase.Out ? statuses[i].DueAt : statuses[i].Until;
            if (changes > now)
                until = Math.Min(until, changes);
        }
        if (outside.Count == 0 && down.Count == 0)
            return new Availability([.. enabled], [], until, IsPanic: false);
        // Who fell out last comes back first where too many are out.
        var may = (int)(enabled.Count * maxShare);
        var stayOut = outside.OrderBy(backend => backend.Status.Since).Take(may).ToList();
        var left = enabled.Count - down.Count - stayOut.Count;
        if (left == 0 || left < enabled.Count * panicBelow)
            return new Availability([.. enabled], [], until, IsPanic: true);
        var excluded = stayOut.Select(backend => backend.Index).Concat(down).ToHashSet();
        return new Availability(
            [.. enabled.Where(index => !excluded.Contains(index))],
            [.. stayOut.Where(backend => backend.Status.IsDue(now)).Select(backend => backend.Index)],
            until, IsPanic: false);
    }
}
