using System.Collections.Immutable;

namespace ActorProxy.Shared.Backends.Picking;

/// <summary>Smooth weighted round robin, worked out once per set of backends instead of at each pick.</summary>
internal static class RoundRobinSchedule
{
    /// <summary>
    /// One round: each index occurs as often as its weight divided by the common divisor of all weights, spread out.
    /// </summary>
    /// <param name="weights">Of all backends.</param>
    /// <param name="available">Indices of those that take part.</param>
    public static ImmutableArray<int> Build(ImmutableArray<int> weights, ImmutableArray<int> available)
    {
        if (available.IsEmpty)
            return [];
        var divisor = available.Aggregate(0, (divisor, index) => GreatestCommonDivisor(divisor, weights[index]));
        var shares = available.Select(index => weights[index] / divisor).ToArray();
        var total = shares.Sum();
        // Most pools: without it a thousand backends of one weight would take a million steps.
        if (total == shares.Length)
            return available;
        var credit = new int[shares.Length];
        var round = ImmutableArray.CreateBuilder<int>(total);
        // Each step gives every backend credit by its weight; the richest is next and pays a round's worth.
        for (var step = 0; step < total; step++)
        {
            var richest = 0;
            for (var i = 0; i < credit.Length; i++)
            {
                credit[i] += shares[i];
                if (credit[i] > credit[richest])
                    richest = i;
            }
            credit[richest] -= total;
            round.Add(available[richest]);
        }
        return round.MoveToImmutable();
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
