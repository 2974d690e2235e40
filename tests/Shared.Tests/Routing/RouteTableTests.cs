using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing;

public class RouteTableTests
{
    [Theory]
    [InlineData("a.example.org", "a.example.org")]
    [InlineData("A.Example.ORG:8080", "a.example.org")]
    [InlineData("a.example.org.", "a.example.org")]
    [InlineData("b.example.org", "*.example.org")]
    [InlineData("x.y.example.org", "*.y.example.org")]
    [InlineData("z.x.y.example.org", "*.y.example.org")]
    [InlineData("example.org", "*")]
    [InlineData("notexample.org", "*")]
    [InlineData("[::1]:8080", "[::1]")]
    [InlineData("", "*")]
    public void The_most_specific_host_wins(string host, string expected)
    {
        var table = Table("a.example.org /", "*.example.org /", "*.y.example.org /", "[::1] /", "* /");
        Assert.Equal(expected, table.Match(host, "/any")?.Host.ToString());
    }

    [Theory]
    [InlineData("/chat", "/chat")]
    [InlineData("/chat/", "/chat")]
    [InlineData("/chat/room", "=/chat/room")]
    [InlineData("/chat/room/", "/chat/room")]
    [InlineData("/chat/room/1/2", "/chat/room")]
    [InlineData("/chat/roomy", "/chat")]
    [InlineData("/chatter", "/")]
    [InlineData("/chatter/room", "/")]
    [InlineData("/Chat", "/")]
    [InlineData("/", "/")]
    [InlineData("//chat", "/")]
    [InlineData("/chat//room", "/chat")]
    public void An_exact_path_wins_then_the_longest_prefix_of_whole_segments(string path, string expected)
    {
        var table = Table("* /", "* /chat", "* /chat/room", "* =/chat/room");
        Assert.Equal(expected, table.Match("h", path)?.Path.ToString());
    }

    [Fact]
    public void A_host_without_a_matching_path_falls_through_to_less_specific_hosts()
    {
        var table = Table("a.example.org /a", "*.example.org /b", "*.org /c", "* /d");
        string[] paths = ["/a", "/b", "/c", "/d", "/e"];
        Assert.Equal(["a.example.org", "*.example.org", "*.org", "*", null],
            paths.Select(path => table.Match("a.example.org", path)?.Host.ToString()));
    }

    [Fact]
    public void An_empty_table_matches_nothing() => Assert.Null(RouteTable.Empty.Match("a", "/"));

    [Fact]
    public void Two_routes_of_one_place_or_of_one_id_are_all_reported()
    {
        Route[] routes =
        [
            Pools.Route("a", "/x", "one"), Pools.Route("A", "/x/", "two"), Pools.Route("a", "=/x", "three"),
            Pools.Route("b", "/", "one"), Pools.Route("a", "=/x", "four"),
        ];
        Assert.False(RouteTable.TryCreate(routes, out _, out var errors));
        RouteTableError[] expected =
        [
            new RouteTableError("two", "host a and path /x are already taken by route 'one'"),
            new RouteTableError("one", "there are two routes with the id 'one'"),
            new RouteTableError("four", "host a and path /x are already taken by route 'three'"),
        ];
        Assert.Equal(expected, errors);
    }

    [Fact]
    public void The_table_finds_what_a_search_of_all_routes_finds()
    {
        var hosts = new[] { "a", "b.a", "c.b.a", "*.a", "*.b.a", "*" };
        var segments = Gen.OneOfConst("", "x", "y", "xy");
        var path = segments.Array[1, 4].Select(s => "/" + string.Join('/', s));
        var pattern = Gen.Select(Gen.OneOfConst(hosts), Gen.Bool, path)
            .Select((h, exact, p) => Pools.Route(h, exact ? $"={p}" : p.TrimEnd('/') is "" ? "/" : p.TrimEnd('/')));
        var requests = Gen.Select(Gen.OneOfConst("a", "b.a", "c.b.a", "d.b.a", "e.a", "z"), path);
        Gen.Select(pattern.Array[0, 12], requests.Array[1, 10]).Sample((candidates, targets) =>
        {
            var routes = candidates.DistinctBy(r => (r.Host, r.Path)).DistinctBy(r => r.Id).ToList();
            Assert.True(RouteTable.TryCreate(routes, out var table, out _));
            foreach (var (host, target) in targets)
                Assert.Equal(Search(routes, host, target), table.Match(host, target));
        });
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var table = Table("a.example.org /a", "*.example.org /b/c", "* /d");
        Match();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Match();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Match()
        {
            Assert.NotNull(table.Match("a.example.org:80", "/b/c/d/e"));
            Assert.Null(table.Match("a.example.org", "/none"));
        }
    }

    private static Route? Search(IEnumerable<Route> routes, string host, string path) => routes
        .Where(r => r.Host.Kind switch
        {
            HostPatternKind.Exact => r.Host.Name == host,
            HostPatternKind.Wildcard => host.EndsWith($".{r.Host.Name}", StringComparison.Ordinal),
            _ => true,
        })
        .Where(r => r.Path.Kind == PathPatternKind.Exact
            ? path == r.Path.Value
            : path == r.Path.Value || path.StartsWith(r.Path.Value + "/", StringComparison.Ordinal) || r.Path == PathPattern.All)
        .OrderBy(r => r.Host.Kind).ThenByDescending(r => r.Host.Name.Length)
        .ThenBy(r => r.Path.Kind).ThenByDescending(r => r.Path.Value.Length)
        .FirstOrDefault();

    private static RouteTable Table(params string[] routes)
    {
        Assert.True(RouteTable.TryCreate(routes.Select(r => r.Split(' ')).Select(r => Pools.Route(r[0], r[1])), out var table, out _));
        return table;
    }
}
