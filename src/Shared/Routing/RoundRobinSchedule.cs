using System.Collections.Immutable;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>Smooth weighted round robin, worked out once per pool instead of at each pick.</summary>
internal static class RoundRobinSchedule
{
    /// <summary>
    /// One round: each index occurs as often as its weight divided by the common divisor of all weights, spread out.
    /// </summary>
    public static ImmutableArray<int> Build(ValueList<Backend> backends)
    {
        if (backends.IsEmpty)
            return [];
        var divisor = backends.Aggregate(0, (divisor, b) => GreatestCommonDivisor(divisor, b.Weight));
        var total = backends.Sum(b => b.Weight) / divisor;
        var credit = new int[backends.Count];
        var round = ImmutableArray.CreateBuilder<int>(total);
        // Each step gives every backend credit by its weight; the richest is next and pays a round's worth.
        for (var step = 0; step < total; step++)
        {
            var richest = 0;
            for (var i = 0; i < credit.Length; i++)
            {
                credit[i] += backends[i].Weight / divisor;
                if (credit[i] > credit[richest])
                    richest = i;
            }
            credit[richest] -= total;
            round.Add(richest);
        }
        return round.MoveToImmutable();
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
