using System.Net;
using ActorProxy.Shared.Directory;
using CsCheck;

namespace ActorProxy.Shared.Tests.Directory;

/// <summary>Tables of several nodes, in which values are often equal; and orders and filters for them.</summary>
internal static class EntryGen
{
    public static readonly Gen<ConnectionSort> Sort = Gen.Select(
        Gen.Enum<ConnectionSortKey>(), Gen.Bool, (key, descending) => new ConnectionSort(key, descending));

    public static readonly Gen<ConnectionFilter> Filter =
        Gen.Select(Gen.OneOfConst(null, "a", "b"), Gen.OneOfConst(null, "x"), Gen.Int[-1, 6], Gen.Int[-1, 6],
            (route, subprotocol, age, idle) => new ConnectionFilter
        {
            Route = route,
            Subprotocol = subprotocol,
            MinAge = age < 0 ? null : TimeSpan.FromMinutes(age),
            MinIdle = idle < 0 ? null : TimeSpan.FromSeconds(idle),
        });

    /// <summary>The nodes' tables, by node; ids are unique in all of them.</summary>
    public static readonly Gen<TestEntry[][]> Nodes =
        Gen.Select(
            Gen.Select(Gen.Int[0, 3], Gen.OneOfConst("a", "b", "c"), Gen.OneOfConst(null, "x", "y"), Gen.Int[0, 7], Gen.Long[0, 4],
                Gen.Int[0, 7], Gen.Int[1, 5]).Array[0, 60],
            Gen.Int[0, 1000])
        .Select((properties, seed) =>
        {
            var ids = Enumerable.Range(0, properties.Length).ToArray();
            new Random(seed).Shuffle(ids);
            return Enumerable.Range(0, 4).Select(node => properties.Zip(ids).Where(p => p.First.Item1 == node).Select(p =>
            {
                var (_, route, subprotocol, age, bytes, idle, client) = p.First;
                return new TestEntry($"1f-{p.Second:x}")
                {
                    Route = route,
                    Subprotocol = subprotocol,
                    Since = TestEntry.Now.AddMinutes(-age),
                    Use = new ConnectionUse(bytes, bytes % 2, bytes % 3, 0, TimeSpan.FromSeconds(idle)),
                    Client = IPAddress.Parse($"192.0.2.{client}"),
                };
            }).ToArray()).ToArray();
        });

    public static string Name(int node) => $"node-{node}:4053";
}
