using System.Collections.Immutable;

namespace ActorProxy.Shared.Backends.Picking;

/// <summary>
/// Consistent hashing: each backend has points on a ring by its id, as many as its weight asks for, and a key goes to the owner of the
/// first point behind it. Where a backend goes, only its keys move, to the owners of the next points. Immutable.
/// </summary>
public sealed class HashRing
{
    /// <summary>
    /// Points of a backend of weight 1: its share is even to 1 in the root of their number, so with 160 to 8 %. Of 100 backends each then
    /// has 0.8 to 1.2 % of the keys.
    /// </summary>
    private const int MostPointsPerWeight = 160;

    /// <summary>Points of a ring, above which each backend has half as many; 12 bytes each.</summary>
    private const int ManyPoints = 1 << 20;

    private readonly ulong[] _points; // ascending
    private readonly int[] _owners;
    private readonly int[] _starts; // by the highest bits: the first point that has them or higher ones
    private readonly int _shift;

    public HashRing(ImmutableArray<int> weights, ImmutableArray<string> ids)
    {
        var total = weights.Sum(weight => (long)weight);
        var perWeight = MostPointsPerWeight;
        while (perWeight > 1 && perWeight * total > ManyPoints)
            perWeight /= 2;
        _points = new ulong[perWeight * total];
        _owners = new int[_points.Length];
        var at = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            var id = StableHash.Of(ids[i]);
            for (var point = 0UL; point < (ulong)(perWeight * weights[i]); point++, at++)
                (_points[at], _owners[at]) = (StableHash.Mix(id ^ StableHash.Mix(point + 1)), i);
        }
        Array.Sort(_points, _owners);
        var bits = Math.Clamp(64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)_points.Length), 1, 20);
        _shift = 64 - bits;
        _starts = new int[1 << bits];
        for (int bucket = 0, next = 0; bucket < _starts.Length; bucket++)
        {
            while (next < _points.Length && _points[next] >> _shift < (ulong)bucket)
                next++;
            _starts[bucket] = next;
        }
    }

    public int Length => _points.Length;

    /// <summary>Index of the first point that is not before the key; that of the first one of all behind the last.</summary>
    public int Find(ulong key)
    {
        var at = _starts[key >> _shift];
        while (at < _points.Length && _points[at] < key)
            at++;
        return at == _points.Length ? 0 : at;
    }

    /// <summary>Index of the backend that a point belongs to.</summary>
    public int OwnerOf(int point) => _owners[point];
}
