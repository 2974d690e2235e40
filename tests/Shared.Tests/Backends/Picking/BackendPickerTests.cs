using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using CsCheck;

namespace ActorProxy.Shared.Tests.Backends.Picking;

public class BackendPickerTests
{
    public static TheoryData<PickerKind> AllPickers => [.. Enum.GetValues<PickerKind>()];

    private static readonly Gen<PickerKind> AnyPicker = Gen.Enum<PickerKind>();
    private static readonly Gen<int[]> AnyWeights = Gen.Int[1, Backend.MaxWeight].Array[1, 12];

    [Fact]
    public void Round_robin_interleaves_smoothly()
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 5, 1, 1);
        Assert.Equal([0, 0, 1, 0, 2, 0, 0, 0, 0], Enumerable.Range(0, 9).Select(i => Pick(pool, sequence: i)));
    }

    [Fact]
    public void Round_robin_gives_each_its_weight_in_every_round() =>
        AnyWeights.Sample(weights =>
        {
            var pool = Pools.Of(PickerKind.RoundRobin, weights);
            var counts = new int[weights.Length];
            for (var i = 0; i < weights.Sum(); i++)
                counts[Pick(pool, sequence: i)]++;
            Assert.Equal(weights, counts);
        }, iter: 200);

    [Fact]
    public void Round_robin_survives_the_overflow_of_its_counter()
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 1, 2);
        Assert.InRange(Pick(pool, sequence: long.MaxValue), 0, 1);
        Assert.InRange(Pick(pool, sequence: long.MinValue), 0, 1);
    }

    [Fact]
    public void Round_robin_shares_the_turns_of_an_excluded_backend_among_all_others()
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 1, 1, 1);
        var random = new Random(1);
        var counts = new int[3];
        for (var i = 0; i < 3000; i++)
            counts[Pick(pool, sequence: i, random: (ulong)random.NextInt64(), excluded: [true, false, false])]++;
        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 1400, 1600);
    }

    [Fact]
    public void Least_connections_minimises_active_per_weight()
    {
        var pool = Pools.Of(PickerKind.LeastConnections, 1, 4, 2);
        Assert.Equal(1, Pick(pool, active: [3, 10, 6]));
        Assert.Equal(0, Pick(pool, active: [2, 10, 6]));
        Assert.Equal(2, Pick(pool, active: [3, 12, 5]));
    }

    [Fact]
    public void Least_connections_breaks_ties_in_turn()
    {
        var pool = Pools.Of(PickerKind.LeastConnections, 1, 1, 1, 1, 1);
        Assert.Equal([0, 1, 2, 3, 4, 0], Enumerable.Range(0, 6).Select(i => Pick(pool, sequence: i, active: [1, 1, 1, 1, 1])));
        Assert.Equal([0, 3, 3, 3, 4, 0], Enumerable.Range(0, 6).Select(
            i => Pick(pool, sequence: i, active: [1, 2, 1, 1, 1], excluded: [false, false, true, false, false])));
    }

    [Fact]
    public void Power_of_two_never_takes_the_one_with_the_most_connections()
    {
        var pool = Pools.Of(PickerKind.PowerOfTwoChoices, 1, 1, 1);
        Gen.ULong.Sample(random => Assert.NotEqual(1, Pick(pool, random: random, active: [1, 9, 2])));
    }

    [Fact]
    public void Power_of_two_draws_by_weight()
    {
        var pool = Pools.Of(PickerKind.PowerOfTwoChoices, 1, 3);
        var random = new Random(2);
        // Equal load: the first draw wins, so the shares are those of the weights.
        var second = Enumerable.Range(0, 4000).Count(_ => Pick(pool, random: (ulong)random.NextInt64(long.MinValue, long.MaxValue)) == 1);
        Assert.InRange(second, 2880, 3120);
    }

    [Fact]
    public void Client_ip_hash_keeps_a_client_whatever_else_changes() =>
        Gen.Select(Gen.Int[0, 1 << 24], Gen.Long, Gen.ULong, AnyWeights).Sample((client, sequence, random, weights) =>
        {
            var pool = Pools.Of(PickerKind.ClientIpHash, weights);
            Assert.Equal(Pick(pool, client: Pools.Client(client)),
                Pick(pool, sequence, random, Pools.Client(client), active: new int[weights.Length]));
        });

    [Fact]
    public void Client_ip_hash_moves_only_the_clients_of_a_removed_backend() =>
        Gen.Select(Gen.Int[0, 1 << 24], Gen.Int[1, 10].Array[2, 12], Gen.Int[0, 11]).Sample((client, weights, gone) =>
        {
            gone %= weights.Length;
            var all = Pools.Of(PickerKind.ClientIpHash, weights);
            var rest = new BackendPool("rest", all.Backends.Where((_, i) => i != gone), PickerKind.ClientIpHash);
            var before = all.Backends[Pick(all, client: Pools.Client(client))];
            var after = rest.Backends[Pick(rest, client: Pools.Client(client))];
            Assert.True(before == after || before == all.Backends[gone]);

            var excluded = new bool[weights.Length];
            excluded[gone] = true;
            Assert.Equal(after, all.Backends[Pick(all, client: Pools.Client(client), excluded: excluded)]);
        });

    [Fact]
    public void Client_ip_hash_shares_clients_by_weight()
    {
        var pool = Pools.Of(PickerKind.ClientIpHash, 1, 2, 5);
        var counts = new int[3];
        for (var i = 0; i < 16000; i++)
            counts[Pick(pool, client: Pools.Client(i))]++;
        Assert.InRange(counts[0], 1600, 2400); // a share is even to 8 % of itself
        Assert.InRange(counts[1], 3500, 4500);
    }

    [Fact]
    public void Client_ip_hash_is_the_same_for_an_ipv4_client_on_a_dual_stack_listener() =>
        Gen.Int[0, 1 << 24].Sample(client =>
        {
            var pool = Pools.Of(PickerKind.ClientIpHash, 1, 1, 1, 1);
            Assert.Equal(Pick(pool, client: Pools.Client(client)), Pick(pool, client: Pools.Client(client).MapToIPv6()));
        });

    [Fact]
    public void Client_ip_hash_is_the_same_in_every_process()
    {
        // A change of these numbers sends the clients of a cluster elsewhere during a rolling update.
        var pool = Pools.Of(PickerKind.ClientIpHash, 1, 1, 1, 1);
        Assert.Equal([3, 1, 1, 0, 2, 3, 3, 3], Enumerable.Range(0, 8).Select(i => Pick(pool, client: Pools.Client(i))));
    }

    [Fact]
    public void No_picker_takes_an_excluded_backend_and_each_finds_the_last_one_left() =>
        Gen.Select(AnyPicker, AnyWeights, Gen.Long, Gen.ULong, Gen.Bool.Array[12]).Sample((picker, weights, sequence, random, draw) =>
        {
            var pool = Pools.Of(picker, weights);
            var excluded = draw[..weights.Length];
            var picked = Pick(pool, sequence, random, excluded: excluded);
            if (excluded.All(e => e))
                Assert.Equal(-1, picked);
            else
                Assert.False(excluded[picked]);
        });

    [Theory]
    [MemberData(nameof(AllPickers))]
    public void An_empty_pool_has_nothing_to_pick(PickerKind picker) => Assert.Equal(-1, Pick(Pools.Of(picker)));

    [Theory]
    [MemberData(nameof(AllPickers))]
    public void A_pick_allocates_nothing(PickerKind picker)
    {
        var pool = Pools.Of(picker, 1, 2, 3);
        var client = Pools.Client(7);
        var view = new View([1, 1, 1], [true, false, false], [100, 100, 100], [1, 2, 3]);
        var (set, key) = (pool.Picks, StableHash.Of(client));
        BackendPicker.Pick(set, new PickInput(1, 2, key), view);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            BackendPicker.Pick(set, new PickInput(i, (ulong)i << 30, key), view);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void One_that_warms_up_takes_the_part_that_it_may()
    {
        foreach (var picker in new[] { PickerKind.RoundRobin, PickerKind.Random })
        {
            var pool = Pools.Of(picker, 1, 1, 1, 1);
            var random = new Random(3);
            var taken = Enumerable.Range(0, 10_000)
                .Count(i => Pick(pool, i, (ulong)random.NextInt64(long.MinValue, long.MaxValue), share: [100, 20, 100, 100]) == 1);
            Assert.InRange(taken, 400, 700); // a fifth of a quarter, and what falls to it of the others' rest
        }
    }

    [Fact]
    public void Least_connections_leads_one_that_warms_up_to_its_part()
    {
        var pool = Pools.Of(PickerKind.LeastConnections, 1, 1);
        Assert.Equal(0, Pick(pool, active: [10, 3], share: [100, 20]));
        Assert.Equal(1, Pick(pool, active: [10, 3], share: [100, 40]));
    }

    [Fact]
    public void Least_connections_of_one_weight_needs_no_weights()
    {
        var state = Gen.Select(Gen.Int[0, 3], Gen.Bool).Array[1, 20];
        Gen.Select(state, Gen.Int[1, 3], Gen.Int[0, 100]).Sample((backends, weight, sequence) =>
        {
            var weights = Enumerable.Repeat(weight, backends.Length).ToArray();
            var set = Pools.Of(PickerKind.LeastConnections, weights).Picks;
            int Picked(bool looksAtWeights) => BackendPicker.Pick(set, new PickInput(sequence, 0), new View(
                [.. backends.Select(backend => backend.Item1)], [.. backends.Select(backend => backend.Item2)],
                [.. weights.Select(_ => BackendPicker.FullShare)], weights, looksAtWeights));
            Assert.Equal(Picked(looksAtWeights: true), Picked(looksAtWeights: false));
        });
    }

    [Theory]
    [MemberData(nameof(AllPickers))]
    public void What_is_not_available_is_picked_by_none_and_its_share_goes_to_all_others(PickerKind picker)
    {
        var set = Pools.Of(picker, 1, 1, 1).Picks.With([0, 2]);
        var random = new Random(4);
        var counts = new int[3];
        for (var i = 0; i < 3000; i++)
        {
            counts[BackendPicker.Pick(set, new PickInput(i, (ulong)random.NextInt64(long.MinValue, long.MaxValue),
                StableHash.Of(Pools.Client(i))), new View(new int[3], new bool[3], [100, 100, 100]))]++;
        }
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[0], 1300, 1700);
        Assert.Equal(-1, BackendPicker.Pick(set.With([]), new PickInput(0, 0), new View(new int[3], new bool[3], [100, 100, 100])));
    }

    private static int Pick(BackendPool pool, long sequence = 0, ulong random = 0, IPAddress? client = null, int[]? active = null,
        bool[]? excluded = null, int[]? share = null)
    {
        var count = pool.Backends.Count;
        return BackendPicker.Pick(pool.Picks, new PickInput(sequence, random, StableHash.Of(client ?? IPAddress.Loopback)), new View(
            active ?? new int[count], excluded ?? new bool[count],
            share ?? [.. Enumerable.Repeat(BackendPicker.FullShare, count)], [.. pool.Backends.Select(backend => backend.Weight)]));
    }

    private readonly struct View(int[] active, bool[] excluded, int[] share, int[]? weights = null, bool looksAtWeights = false)
        : IPickView
    {
        public bool IsWarming => share.Any(part => part != BackendPicker.FullShare) || looksAtWeights;

        public long LoadOf(int index) => active[index];

        public long WeightOf(int index) => (weights?[index] ?? 1) * share[index];

        public double CostOf(int index) => active[index];

        public bool IsCrowded(int index) => false;

        public bool Excludes(int index) => excluded[index];
    }
}
