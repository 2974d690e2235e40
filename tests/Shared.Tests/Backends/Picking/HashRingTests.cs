using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Shared.Tests.Backends.Picking;

/// <summary>Which keys go where, by the picker that leads clients by their hash.</summary>
public sealed class HashRingTests
{
    private const int Keys = 100_000;

    [Fact]
    public void Of_a_hundred_backends_one_that_goes_moves_its_own_keys_which_are_at_most_1_5_percent()
    {
        var all = Owners(Ring(100));
        for (var gone = 0; gone < 100; gone += 7)
        {
            var rest = Owners(Ring(100, except: gone));
            var moved = all.Zip(rest).Where(pair => pair.First != pair.Second).ToList();
            Assert.All(moved, pair => Assert.Equal($"b{gone}", pair.First));
            Assert.InRange(moved.Count, 1, Keys * 15 / 1000);
        }
    }

    [Fact]
    public void Two_nodes_agree_on_all_keys_whatever_the_order_of_their_backends()
    {
        var ids = Enumerable.Range(0, 100).Select(i => $"b{i}").ToList();
        var turned = ids.AsEnumerable().Reverse().ToList();
        Assert.Equal(Owners(Set(ids)), Owners(Set(turned)));
    }

    [Fact]
    public void What_falls_out_for_a_while_moves_as_what_is_removed()
    {
        var set = Ring(10).Set;
        var without = (set.With([.. Enumerable.Range(0, 10).Where(i => i != 4)]), Enumerable.Range(0, 10).Select(i => $"b{i}").ToList());
        Assert.Equal(Owners(Ring(10, except: 4)), Owners(without));
    }

    [Fact]
    public void Weights_of_a_large_pool_do_not_grow_the_ring_beyond_bounds()
    {
        var ring = new HashRing([.. Enumerable.Repeat(100, 1000)], [.. Enumerable.Range(0, 1000).Select(i => $"b{i}")]);
        Assert.InRange(ring.Length, 100_000, 1 << 20);
    }

    private static (PickSet Set, List<string> Ids) Ring(int count, int except = -1) =>
        Set([.. Enumerable.Range(0, count).Where(i => i != except).Select(i => $"b{i}")]);

    private static (PickSet Set, List<string> Ids) Set(List<string> ids) =>
        (new PickSet(PickerKind.ClientIpHash, [.. ids.Select(_ => 1)], [.. ids]), ids);

    private static List<string> Owners((PickSet Set, List<string> Ids) ring) => [.. Enumerable.Range(0, Keys).Select(key =>
        ring.Ids[BackendPicker.Pick(ring.Set, new PickInput(0, 0, StableHash.Of($"{key}")), default(All))])];

    private readonly struct All : IPickView
    {
        public bool IsWarming => false;

        public long LoadOf(int index) => 0;

        public long WeightOf(int index) => BackendPicker.FullShare;

        public double CostOf(int index) => 0;

        public bool IsCrowded(int index) => false;

        public bool Excludes(int index) => false;
    }
}
