using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing;

public class RouteTableWithTests
{
    private static readonly string[] Hosts = ["a", "b.a", "c.b.a", "*.a", "*.b.a", "[::1]", "*"];
    private static readonly string[] Paths = ["/", "/x", "=/x", "/x/y", "=/y", "/y"];

    private static readonly Gen<(string Host, string[] Paths)> Change =
        Gen.Select(Gen.OneOfConst(Hosts), Gen.OneOfConst(Paths).Array[0, 4].Select(p => p.Distinct().ToArray()));

    [Fact]
    public void A_table_whose_hosts_were_replaced_finds_what_one_built_at_once_finds() =>
        Gen.Select(Change.Array[0, 4].Array[0, 6], Gen.Select(
            Gen.OneOfConst("a", "A:80", "b.a", "c.b.a", "d.b.a", "z", "[::1]:80"),
            Gen.OneOfConst("/", "/x", "/x/y/z", "/y", "/xy")).Array[1, 20])
            .Sample((steps, requests) =>
            {
                var table = RouteTable.Empty;
                var all = new Dictionary<string, Route[]>();
                foreach (var step in steps)
                {
                    table = table.With(step.Select(c => Replaced(c.Host, c.Paths)));
                    foreach (var (host, paths) in step)
                        all[host] = [.. paths.Select(p => Pools.Route(host, p))];
                }
                Assert.True(RouteTable.TryCreate(all.Values.SelectMany(r => r), out var whole, out _));
                foreach (var (host, path) in requests)
                    Assert.Equal(whole.Match(host, path), table.Match(host, path));
                foreach (var host in Hosts.Select(Host))
                    Assert.Equal(whole.Of(host).AsEnumerable(), table.Of(host));
                Assert.Equal(whole.Routes.OrderBy(r => r.Id), table.Routes.OrderBy(r => r.Id));
            });

    [Fact]
    public void Without_routes_a_host_is_removed_and_the_less_specific_one_serves()
    {
        var table = RouteTable.Empty.With([Replaced("a", "/"), Replaced("*.a", "/"), Replaced("*", "/")]);
        Assert.Equal("a/", table.Match("a", "/")?.Id);
        table = table.With([Replaced("a")]);
        Assert.Equal("*/", table.Match("a", "/")?.Id);
        table = table.With([Replaced("*"), Replaced("*.a"), Replaced("none")]);
        Assert.Null(table.Match("b.a", "/"));
        Assert.Empty(table.Routes);
    }

    [Fact]
    public void The_table_before_is_as_it_was()
    {
        var before = RouteTable.Empty.With([Replaced("a", "/x")]);
        _ = before.With([Replaced("a", "/y"), Replaced("b", "/"), Replaced("*", "/")]);
        Assert.Equal("a/x", before.Match("a", "/x")?.Id);
        Assert.Null(before.Match("a", "/y"));
        Assert.Null(before.Match("b", "/"));
        Assert.Empty(RouteTable.Empty.Routes);
    }

    [Fact]
    public void Two_routes_of_one_path_in_a_host_are_a_defect_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => RouteTable.Empty.With([Replaced("a", "/x", "/x")]));

    [Fact]
    public void What_a_change_costs_does_not_grow_with_the_routes_of_the_other_hosts()
    {
        var paths = Enumerable.Range(0, 500).Select(i => $"/p{i}").ToArray();
        var small = RouteTable.Empty.With([Replaced("a", "/"), Replaced("b", "/")]);
        var large = RouteTable.Empty.With([Replaced("a", paths), Replaced("b", paths)]);
        var change = Replaced("c", "/");
        _ = (Bytes(small), Bytes(large));
        Assert.Equal(Bytes(small), Bytes(large));
        // The routes of the other hosts are those of the table before, not copies.
        Assert.Same(large.Match("a", "/p7"), large.With([change]).Match("a", "/p7"));

        long Bytes(RouteTable table)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            table.With([change]);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact] // A dictionary of them would be copied whole: 240 KB, and as a large object
    public void A_change_of_one_host_of_ten_thousand_copies_few_of_them()
    {
        var table = RouteTable.Empty.With(Enumerable.Range(0, 10_000).Select(i => Replaced($"tenant-{i}.example.org", "/")));
        var change = Replaced("tenant-77.example.org", "/x");
        table.With([change]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var changed = table.With([change]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 30_000);
        Assert.Equal("tenant-77.example.org/x", changed.Match("Tenant-77.Example.org", "/x")?.Id);
        Assert.Equal(10_000, changed.Routes.Length);
    }

    [Fact]
    public void Hosts_come_and_go_by_the_thousand()
    {
        var random = new Random(1);
        var table = RouteTable.Empty;
        var there = new HashSet<int>();
        for (var batch = 0; batch < 40; batch++)
        {
            var changes = Enumerable.Range(0, random.Next(1, 400))
                .Select(_ => (Number: random.Next(3_000), Stays: random.Next(3) > 0)).ToList();
            table = table.With(changes.Select(c => Replaced($"h{c.Number}.test", c.Stays ? ["/"] : [])));
            foreach (var (number, stays) in changes)
                _ = stays ? there.Add(number) : there.Remove(number);
        }
        for (var number = 0; number < 3_000; number++)
            Assert.Equal(there.Contains(number), table.Match($"H{number}.TEST:80", "/") is not null);
        Assert.Equal(there.Select(number => $"h{number}.test/").Order(StringComparer.Ordinal), table.Routes.Select(route => route.Id));
    }

    [Fact]
    public void A_lookup_in_a_replaced_table_allocates_nothing()
    {
        var table = RouteTable.Empty.With([Replaced("a.example.org", "/a"), Replaced("*.example.org", "/b/c")])
            .With([Replaced("*", "/d"), Replaced("a.example.org", "=/a", "/b")]);
        Match();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Match();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Match()
        {
            Assert.NotNull(table.Match("b.example.org:80", "/b/c/d/e"));
            Assert.NotNull(table.Match("A.example.org", "/b/c"));
            Assert.Null(table.Match("a.example.org", "/none"));
        }
    }

    private static KeyValuePair<HostPattern, ImmutableArray<Route>> Replaced(string host, params string[] paths) =>
        KeyValuePair.Create(Host(host), paths.Select(path => Pools.Route(host, path)).ToImmutableArray());

    private static HostPattern Host(string text) =>
        HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error);
}
