using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Stickiness;

namespace ActorProxy.Actors.Backends;

/// <summary>The backends that a pool has at a time: those that are listed, and one for each address of names that are found.</summary>
/// <param name="all">By their indices.</param>
/// <param name="picks">As they are picked, all of them available.</param>
/// <param name="sticky">What their cookies say; made when it is first asked for.</param>
public sealed class PoolMembers(ImmutableArray<PoolMember> all, PickSet picks, Func<StickyValues> sticky)
{
    private readonly BackendState[] _states = [.. all.Select(member => member.State)];
    private readonly ConcurrentDictionary<int, PickSet> _byPriority = new();
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

    /// <summary>Those of a priority, all of them available.</summary>
    public PickSet PicksOf(int priority) => _byPriority.GetOrAdd(priority, static (wanted, members) => members.Picks.With(
        [.. Enumerable.Range(0, members.Count).Where(index => members[index].Backend.Priority == wanted)]), this);

    /// <summary>Those of a pool whose backends are all listed.</summary>
    public static PoolMembers Listed(BackendPool pool, Func<Backend, PoolMember> memberOf) =>
        new([.. pool.Backends.Select(memberOf)], pool.Picks, () => pool.StickyValues);

    /// <summary>Those that a pool has now.</summary>
    /// <param name="before">What it had; the same is returned where nothing has changed.</param>
    /// <param name="addressesOf">The addresses of a name; none where they are not known yet.</param>
    public static PoolMembers Found(
        BackendPool pool, PoolMembers? before, Func<Backend, ImmutableArray<Backend>> addressesOf, Func<Backend, PoolMember> memberOf)
    {
        var known = before?.All.ToDictionary(member => member.Backend) ?? [];
        ImmutableArray<PoolMember> all = [.. pool.Backends.SelectMany(backend => addressesOf(backend)).DistinctBy(backend => backend.Id)
            .Select(backend => known.GetValueOrDefault(backend) ?? memberOf(backend))];
        return before is not null && all.SequenceEqual(before.All)
            ? before
            : new PoolMembers(all,
                new PickSet(pool.Picker, [.. all.Select(member => member.Backend.Weight)], [.. all.Select(member => member.Backend.Id)]),
                () => new StickyValues(pool.Name, [.. all.Select(member => member.Backend.Id)]));
    }
}
