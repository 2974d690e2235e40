namespace ActorProxy.Shared.Routing;

/// <summary>Chooses a pool's backend for a connection. Pure, and allocates nothing.</summary>
public static class BackendPicker
{
    /// <summary>Whether the picker looks at the active connections of backends.</summary>
    public static bool ComparesLoads(PickerKind picker) => picker is PickerKind.LeastConnections or PickerKind.PowerOfTwoChoices;

    /// <summary>The index of the chosen backend in <see cref="BackendPool.Backends"/>, or -1 where none may be tried.</summary>
    /// <exception cref="ArgumentException">Active or excluded is neither empty nor as long as the pool.</exception>
    public static int Pick(BackendPool pool, in PickInput input)
    {
        var count = pool.Backends.Count;
        if ((!input.Active.IsEmpty && input.Active.Length != count) || (!input.Excluded.IsEmpty && input.Excluded.Length != count))
            throw new ArgumentException($"Pool '{pool.Name}' has {count} backends, the input counts others.", nameof(input));
        if (count == 0)
            return -1;
        return pool.Picker switch
        {
            PickerKind.RoundRobin => RoundRobin(pool, input),
            PickerKind.LeastConnections => LeastConnections(pool, input),
            PickerKind.PowerOfTwoChoices => PowerOfTwoChoices(pool, input),
            PickerKind.ClientIpHash => ClientIpHash(pool, input),
            _ => throw new ArgumentException($"Pool '{pool.Name}' has no picker {pool.Picker}.", nameof(pool)),
        };
    }

    private static int RoundRobin(BackendPool pool, in PickInput input)
    {
        var position = pool.Schedule[(int)((ulong)input.Sequence % (ulong)pool.Schedule.Length)];
        // Taking the next one in turn instead would give a lost backend's whole share to its neighbour.
        return input.Excludes(position) ? ByWeight(pool, input, (uint)input.Random, besides: -1) : position;
    }

    private static int LeastConnections(BackendPool pool, in PickInput input)
    {
        var best = -1;
        var ties = 0;
        for (var i = 0; i < pool.Backends.Count; i++)
        {
            if (input.Excludes(i))
                continue;
            var order = best < 0 ? -1 : CompareLoad(pool, input, i, best);
            if (order < 0)
                (best, ties) = (i, 1);
            else if (order == 0)
                ties++;
        }
        if (ties <= 1)
            return best;
        var position = (int)((ulong)input.Sequence % (ulong)ties);
        var least = best;
        for (; position > 0; position--)
        {
            do
                best++;
            while (input.Excludes(best) || CompareLoad(pool, input, best, least) != 0);
        }
        return best;
    }

    private static int PowerOfTwoChoices(BackendPool pool, in PickInput input)
    {
        var first = ByWeight(pool, input, (uint)input.Random, besides: -1);
        if (first < 0)
            return -1;
        var second = ByWeight(pool, input, (uint)(input.Random >> 32), besides: first);
        return second >= 0 && CompareLoad(pool, input, second, first) < 0 ? second : first;
    }

    private static int ClientIpHash(BackendPool pool, in PickInput input)
    {
        var client = RendezvousHash.OfClient(input.Client);
        var best = -1;
        var bestScore = double.NegativeInfinity;
        for (var i = 0; i < pool.Backends.Count; i++)
        {
            if (input.Excludes(i))
                continue;
            var score = RendezvousHash.Score(client, pool.Hashes[i], pool.Backends[i].Weight);
            if (score > bestScore)
                (best, bestScore) = (i, score);
        }
        return best;
    }

    /// <summary>One that may be tried and is not <paramref name="besides"/>, with a chance by its weight; -1 where there is none.</summary>
    private static int ByWeight(BackendPool pool, in PickInput input, uint random, int besides)
    {
        var total = 0L;
        for (var i = 0; i < pool.Backends.Count; i++)
            if (i != besides && !input.Excludes(i))
                total += pool.Backends[i].Weight;
        var left = (random * total) >> 32;
        for (var i = 0; i < pool.Backends.Count; i++)
        {
            if (i == besides || input.Excludes(i))
                continue;
            left -= pool.Backends[i].Weight;
            if (left < 0)
                return i;
        }
        return -1;
    }

    /// <summary>Compares active / weight, cross-multiplied so that it is exact.</summary>
    private static int CompareLoad(BackendPool pool, in PickInput input, int a, int b) =>
        ((long)input.ActiveOf(a) * pool.Backends[b].Weight).CompareTo((long)input.ActiveOf(b) * pool.Backends[a].Weight);
}
