using ActorProxy.Shared.Registry;
using CsCheck;

namespace ActorProxy.Shared.Tests.Registry;

public class ReplicaTableTests
{
    private static readonly Gen<HostRoutes> Version = Gen.Select(Gen.Int[0, 40], Gen.Long[1, 6], At);

    [Fact]
    public void Replicas_that_exchange_what_differs_become_equal() =>
        Gen.Select(Version.Array[0, 60], Version.Array[0, 60], Version.Array[0, 60]).Sample((both, left, right) =>
        {
            var (a, b) = (TableOf(both.Concat(left)), TableOf(both.Concat(right)));
            var newest = both.Concat(left).Concat(right).GroupBy(h => h.Host).ToDictionary(g => g.Key, g => g.Max(h => h.Revision));
            Exchange(a, b);
            Assert.Equal(newest, a.Hosts.ToDictionary(h => h.Key, h => h.Value.Revision));
            Assert.Equal(newest, b.Hosts.ToDictionary(h => h.Key, h => h.Value.Revision));
            Assert.Equal(a.Digest.AsEnumerable(), b.Digest);
            Assert.Empty(a.Differing(b.Digest.AsSpan()).Buckets);
        });

    [Fact]
    public void The_order_of_merges_does_not_matter() =>
        Gen.Select(Version.Array[0, 60], Gen.Int).Sample((versions, seed) =>
        {
            var shuffled = versions.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (a, b) = (TableOf(versions), TableOf(shuffled));
            Assert.Equal(a.Digest.AsEnumerable(), b.Digest);
            Assert.Equal(a.Hosts.OrderBy(h => h.Key.Name), b.Hosts.OrderBy(h => h.Key.Name));
        });

    [Fact]
    public void Replicas_that_differ_have_other_digests_in_the_buckets_that_differ_alone() =>
        Gen.Select(Version.Array[0, 60], Version).Sample((versions, one) =>
        {
            var (a, b) = (TableOf(versions), TableOf(versions));
            if (!b.Merge(one))
                return;
            var bucket = Assert.Single(a.Differing(b.Digest.AsSpan()).Buckets);
            Assert.Equal([bucket], b.Differing(a.Digest.AsSpan()).Buckets.AsEnumerable());
            Assert.Contains(new HostVersion(one.Host, one.Revision), b.Differing(a.Digest.AsSpan()).Hosts);
        });

    [Fact]
    public void What_is_older_or_as_new_changes_nothing()
    {
        var table = TableOf([At(1, 5)]);
        var digest = table.Digest;
        Assert.False(table.Merge(At(1, 5)));
        Assert.False(table.Merge(At(1, 4)));
        Assert.Equal(digest.AsEnumerable(), table.Digest);
        Assert.Equal(5, table.Hosts[At(1, 0).Host].Revision);
        Assert.True(table.Merge(At(1, 6)));
        Assert.Equal(6, table.Hosts[At(1, 0).Host].Revision);
    }

    [Fact]
    public void A_comparison_says_what_is_newer_here_and_what_there()
    {
        var mine = TableOf([At(1, 5), At(2, 5), At(3, 5), At(4, 5)]);
        var theirs = TableOf([At(1, 5), At(2, 4), At(3, 6), At(5, 1)]);
        var (newer, older) = mine.Compare(theirs.Differing(mine.Digest.AsSpan()));
        Assert.Equal([At(2, 5), At(4, 5)], newer.OrderBy(h => h.Host.Name));
        Assert.Equal([At(3, 0).Host, At(5, 0).Host], older.OrderBy(h => h.Name));
    }

    [Fact]
    public void Hosts_of_buckets_that_the_other_did_not_name_are_left_alone() =>
        Assert.Empty(TableOf([At(1, 5)]).Compare(new ReplicaBuckets([], [])).Newer);

    [Fact]
    public void A_digest_of_another_length_differs_where_it_is_short()
    {
        var table = TableOf([At(1, 5)]);
        Assert.Equal(Enumerable.Range(0, ReplicaTable.Buckets), table.Differing([]).Buckets);
        Assert.Empty(table.Differing([.. table.Digest, 1, 2]).Buckets);
    }

    [Fact]
    public void What_differs_fits_in_messages_and_the_replicas_become_equal_over_several()
    {
        var full = TableOf(Enumerable.Range(0, 12_000).Select(i => At(i, 1)));
        var empty = new ReplicaTable();
        var rounds = 0;
        for (; !full.Digest.SequenceEqual(empty.Digest); rounds++)
        {
            var differing = full.Differing(empty.Digest.AsSpan());
            Assert.InRange(RegistryWire.Formats.Single(f => f.Type == typeof(ReplicaBuckets)).Write(differing).Length, 1,
                HostRegistry.MaxSize);
            Exchange(empty, full);
        }
        Assert.InRange(rounds, 2, 6);
    }

    [Fact]
    public void Routes_with_equal_pools_share_one()
    {
        var table = TableOf([Routes.Known(1, 0, null, Routes.Of("a:/x", "b:/y"))]);
        var routes = Assert.Single(table.Hosts.Values).Effective();
        Assert.Same(routes[0].Pool, routes[1].Pool);
    }

    /// <summary>One asks, the other compares, sends what it has newer and gets what it wants.</summary>
    private static void Exchange(ReplicaTable asks, ReplicaTable answers)
    {
        var (newer, older) = asks.Compare(answers.Differing(asks.Digest.AsSpan()));
        foreach (var host in newer)
            Assert.True(answers.Merge(host));
        foreach (var host in older)
            Assert.True(asks.Merge(answers.Hosts[host]));
    }

    private static ReplicaTable TableOf(IEnumerable<HostRoutes> versions)
    {
        var table = new ReplicaTable();
        foreach (var version in versions)
            table.Merge(version);
        return table;
    }

    private static HostRoutes At(int host, long revision) =>
        HostRoutes.Empty(Routes.Host($"h{host}.example.org")) with { Revision = revision };
}
