using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Stickiness;

namespace ActorProxy.Actors.Backends;

/// <summary>The backends that a pool has at a time: those that are listed, and the endpoints of those that stand for several.</summary>
/// <param name="all">By their indices.</param>
/// <param name="picks">As they are picked, all of them available.</param>
/// <param name="sticky">What their cookies say; made when it is first asked for.</param>
public sealed class PoolMembers(ImmutableArray<PoolMember> all, PickSet picks, Func<StickyValues> sticky)
{
    private readonly BackendState[] _states = [.. all.Select(member => member.State)];
    private readonly ConcurrentDictionary<int, PickSet> _byTier = new();
    private StickyValues? _sticky;

    public ImmutableArray<PoolMember> All => all;

    public PickSet Picks => picks;

    public StickyValues Sticky => _sticky ??= sticky();

    /// <summary>The counts of each, which a picker may look through.</summary>
    public ReadOnlySpan<BackendState> States => _states;

    /// <summary>Of all of them together.</summary>
    public int Connections
    {
        get
        {
            var sum = 0;
            foreach (var state in _states)
                sum += state.Active;
            return sum;
        }
    }

    public int Count => all.Length;

    public PoolMember this[int index] => all[index];

    /// <summary>Those of a tier, all of them available.</summary>
    public PickSet PicksOf(int tier) => _byTier.GetOrAdd(tier, static (wanted, members) => members.Picks.With(
        [.. Enumerable.Range(0, members.Count).Where(index => members[index].Tier == wanted)]), this);

    /// <summary>Those of a pool whose backends are all listed.</summary>
    public static PoolMembers Listed(BackendPool pool, Func<Backend, PoolMember> memberOf) =>
        new([.. pool.Backends.Select(memberOf)], pool.Picks, () => pool.StickyValues);

    /// <summary>Those that a pool has now.</summary>
    /// <param name="before">What it had; the same is returned where nothing has changed.</param>
    /// <param name="backendsOf">What a backend stands for.</param>
    public static PoolMembers Found(
        BackendPool pool, PoolMembers? before, Func<Backend, ImmutableArray<Backend>> backendsOf, Func<Backend, PoolMember> memberOf)
    {
        var known = before?.All.ToDictionary(member => member.Backend) ?? [];
        ImmutableArray<PoolMember> all = [.. pool.Backends
            .SelectMany(backend => backendsOf(backend).Select(found => (Backend: found, Source: backend.Addresses)))
            .DistinctBy(found => found.Backend.Id)
            .Select(found => known.GetValueOrDefault(found.Backend) is { } member && member.Source == found.Source
                ? member
                : memberOf(found.Backend) with { Source = found.Source })];
        return before is not null && all.SequenceEqual(before.All)
            ? before
            : new PoolMembers(all,
                new PickSet(pool.Picker, [.. all.Select(member => member.Backend.Weight)], [.. all.Select(member => member.Backend.Id)]),
                () => new StickyValues(pool.Name, [.. all.Select(member => member.Backend.Id)]));
    }
}
