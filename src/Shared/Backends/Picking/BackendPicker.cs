namespace ActorProxy.Shared.Backends.Picking;

/// <summary>Chooses a backend for a connection. Pure, and allocates nothing.</summary>
public static class BackendPicker
{
    /// <summary>What <see cref="IPickView.WeightOf"/> says of a backend of weight 1 that has its full share.</summary>
    public const int FullShare = 100;

    /// <summary>Draws after which those that may be taken are counted instead.</summary>
    private const int Draws = 4;

    /// <summary>Points of a ring, none of whose owners may be taken, after which it is asked whether any may.</summary>
    private const int ManySteps = 64;

    /// <summary>Whether the picker leads the same key to the same backend.</summary>
    public static bool HasKey(PickerKind picker) => picker is PickerKind.ClientIpHash or PickerKind.Hash;

    /// <summary>Whether the picker looks at the connections that all nodes have.</summary>
    public static bool CountsAllNodes(PickerKind picker) => picker is PickerKind.LeastConnections or PickerKind.PowerOfTwoChoices;

    /// <summary>The index of the chosen backend, or -1 where none may be taken.</summary>
    public static int Pick<TView>(PickSet set, in PickInput input, TView view)
        where TView : struct, IPickView, allows ref struct
    {
        if (set.Available.IsEmpty)
            return -1;
        return set.Picker switch
        {
            PickerKind.RoundRobin => RoundRobin(set, input, ref view),
            PickerKind.LeastConnections => LeastConnections(set, input, ref view),
            PickerKind.PowerOfTwoChoices or PickerKind.PeakEwma => BetterOfTwo(set, input, ref view),
            PickerKind.ClientIpHash or PickerKind.Hash => ByKey(set, input.Key, ref view),
            PickerKind.Random => Draw(set, input.Random, ref view, besides: -1),
            _ => throw new ArgumentException($"There is no picker {set.Picker}.", nameof(set)),
        };
    }

    private static int RoundRobin<TView>(PickSet set, in PickInput input, ref TView view)
        where TView : struct, IPickView, allows ref struct
    {
        var index = set.Schedule[(int)((ulong)input.Sequence % (ulong)set.Schedule.Length)];
        // Taking the next one in turn instead would give a lost backend's whole share to its neighbour.
        return Takes(set, input.Random, ref view, index) ? index : ByWeight(set, StableHash.Mix(input.Random), ref view, besides: -1);
    }

    private static int LeastConnections<TView>(PickSet set, in PickInput input, ref TView view)
        where TView : struct, IPickView, allows ref struct
    {
        // From another one each time: where all are alike, each has its turn.
        var available = set.Available.AsSpan();
        var start = (int)((ulong)input.Sequence % (ulong)available.Length);
        if (set.HasOneWeight && !view.IsWarming)
            return Fewest(available[..start], Fewest(available[start..], (-1, long.MaxValue), ref view), ref view).Index;
        var (best, bestLoad, bestWeight) = (-1, 0L, 1L);
        Compare(available[start..], ref view);
        Compare(available[..start], ref view);
        return best;

        void Compare(ReadOnlySpan<int> indices, ref TView view)
        {
            foreach (var index in indices)
            {
                if (view.Excludes(index))
                    continue;
                var (load, weight) = (view.LoadOf(index), view.WeightOf(index));
                // Connections by weight, cross-multiplied so that it is exact; most weights are alike.
                if (best < 0 || (weight == bestWeight ? load < bestLoad : load * bestWeight < bestLoad * weight))
                    (best, bestLoad, bestWeight) = (index, load, weight);
            }
        }
    }

    /// <summary>The first of the fewest connections, whatever its weight, where that has fewer than <paramref name="best"/>.</summary>
    private static (int Index, long Load) Fewest<TView>(ReadOnlySpan<int> indices, (int Index, long Load) best, ref TView view)
        where TView : struct, IPickView, allows ref struct
    {
        foreach (var index in indices)
        {
            if (!view.Excludes(index) && view.LoadOf(index) is var load && load < best.Load)
                best = (index, load);
        }
        return best;
    }

    private static int BetterOfTwo<TView>(PickSet set, in PickInput input, ref TView view)
        where TView : struct, IPickView, allows ref struct
    {
        var first = Draw(set, input.Random, ref view, besides: -1);
        if (first < 0)
            return -1;
        var second = Draw(set, StableHash.Mix(input.Random), ref view, besides: first);
        return second >= 0 && view.CostOf(second) * view.WeightOf(first) < view.CostOf(first) * view.WeightOf(second) ? second : first;
    }

    private static int ByKey<TView>(PickSet set, ulong key, ref TView view)
        where TView : struct, IPickView, allows ref struct
    {
        var ring = set.Ring;
        var (at, crowded) = (ring.Find(key), -1);
        for (var steps = 0; steps < ring.Length; steps++)
        {
            var index = ring.OwnerOf(at);
            if (set.IsAvailable(index) && !view.Excludes(index))
            {
                if (!view.IsCrowded(index))
                    return index;
                crowded = crowded < 0 ? index : crowded;
            }
            // Whoever has gone so far on a ring of 160,000 points may go all around it for nothing.
            if (steps == ManySteps && ByWeight(set, key, ref view, besides: -1) < 0)
                return -1;
            at = at + 1 == ring.Length ? 0 : at + 1;
        }
        return crowded; // the first one: a bound is no reason to refuse
    }

    /// <summary>One that may be taken and is not <paramref name="besides"/>, with a chance by its weight; -1 where there is none.</summary>
    private static int Draw<TView>(PickSet set, ulong random, ref TView view, int besides)
        where TView : struct, IPickView, allows ref struct
    {
        for (var draw = 0; draw < Draws; draw++)
        {
            var index = set.Schedule[(int)(((random & uint.MaxValue) * (ulong)set.Schedule.Length) >> 32)];
            if (index != besides && Takes(set, random, ref view, index))
                return index;
            random = StableHash.Mix(random + 1);
        }
        return ByWeight(set, random, ref view, besides);
    }

    /// <summary>Whether a backend may be taken, and is: one that warms up takes but a part of those that fall to it.</summary>
    /// <param name="random">Of which the upper half is used.</param>
    private static bool Takes<TView>(PickSet set, ulong random, ref TView view, int index)
        where TView : struct, IPickView, allows ref struct
    {
        if (view.Excludes(index))
            return false;
        var (now, full) = (view.WeightOf(index), (long)set.Weights[index] * FullShare);
        return now >= full || (long)((random >> 32) * (ulong)full >> 32) < now;
    }

    /// <summary>As <see cref="Draw"/>, by counting all that may be taken.</summary>
    private static int ByWeight<TView>(PickSet set, ulong random, ref TView view, int besides)
        where TView : struct, IPickView, allows ref struct
    {
        var total = 0L;
        foreach (var index in set.Available)
        {
            if (index != besides && !view.Excludes(index))
                total += view.WeightOf(index);
        }
        var left = (long)((random >> 32) * (ulong)total >> 32);
        var last = -1;
        foreach (var index in set.Available)
        {
            if (index == besides || view.Excludes(index))
                continue;
            last = index;
            left -= view.WeightOf(index);
            if (left < 0)
                break;
        }
        return last; // others may have come meanwhile
    }
}
