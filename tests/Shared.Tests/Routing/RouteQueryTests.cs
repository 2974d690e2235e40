using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing;

public class RouteQueryTests
{
    private static readonly Route[] Given =
    [
        Pools.Route("*", "/", "rest"), Pools.Route("b.org", "/x", "x"), Pools.Route("b.org", "/", "main"),
        Pools.Route("*.b.org", "/", "main"),
        Pools.Route("a.b.org", "/", "main"), Pools.Route("a.org", "/", "main"),
    ];

    private static readonly RouteTable Table = TableOf(Given);

    [Fact]
    public void Routes_are_in_order_of_their_hosts_and_within_one_as_given() => Assert.Equal(
        ["a.b.org main", "a.org main", "b.org x", "b.org main", "*.b.org main", "* rest"], Names(new RouteQuery().Page(Table)));

    [Fact]
    public void Or_in_order_of_their_ids() => Assert.Equal(
        ["a.b.org main", "a.org main", "b.org main", "*.b.org main", "* rest", "b.org x"],
        Names(new RouteQuery { Order = RouteOrder.Id }.Page(Table)));

    [Fact]
    public void Filters_are_by_host_id_and_backend()
    {
        Assert.True(HostPattern.TryParse("b.org", out var host, out _));
        Assert.Equal(["b.org x", "b.org main"], Names(new RouteQuery { Host = host }.Page(Table)));
        Assert.Equal(["b.org x"], Names(new RouteQuery { Host = host, Id = "x" }.Page(Table)));
        Assert.Equal(6, new RouteQuery { Backend = "b0" }.Page(Table).Routes.Length);
        Assert.Empty(new RouteQuery { Backend = "b1" }.Page(Table).Routes);
    }

    [Fact]
    public void Pages_of_any_length_have_every_route_once() => Gen.Select(Gen.Int[1, 7], Gen.Enum<RouteOrder>()).Sample((limit, order) =>
    {
        var all = new List<string>();
        var query = new RouteQuery { Order = order, Limit = limit };
        for (RoutePage? page = null; page is null || page.Next is not null;)
        {
            page = query.Page(Table);
            Assert.InRange(page.Routes.Length, 1, limit);
            all.AddRange(Names(page));
            if (page.Next is null)
                continue;
            Assert.True(RoutePlace.TryParse(page.Next.ToString(), out var after));
            query = new RouteQuery { Limit = limit, After = after };
        }
        Assert.Equal(Names(new RouteQuery { Order = order }.Page(Table)), all);
    });

    [Theory]
    [InlineData(RouteOrder.Host, "b.org x")] // that host begins again
    [InlineData(RouteOrder.Id, "*.b.org main")]
    public void A_page_goes_on_where_its_end_was_taken_away_meanwhile(RouteOrder order, string expected)
    {
        var gone = Given[2];
        var query = new RouteQuery { After = new RoutePlace(order, gone.Host, gone.Id) };
        Assert.Equal(expected, Names(query.Page(TableOf(Given.Where(route => route != gone))))[0]);
    }

    [Fact]
    public void Behind_the_end_there_is_nothing() =>
        Assert.Equal((0, null), new RouteQuery { After = new RoutePlace(RouteOrder.Id, HostPattern.Default, "y") }.Page(Table) is var page
            ? (page.Routes.Length, page.Next)
            : default);

    [Theory]
    [InlineData("")]
    [InlineData("host/a.org")]
    [InlineData("path/a.org/x")]
    [InlineData("host/a:1/x")]
    public void Other_texts_are_no_place(string text) => Assert.False(RoutePlace.TryParse(text, out _));

    [Fact]
    public void An_id_may_have_slashes()
    {
        Assert.True(RoutePlace.TryParse("id/*.b.org/a/b", out var place));
        Assert.Equal(("*.b.org", "a/b", "id/*.b.org/a/b"), (place.Host.ToString(), place.Id, place.ToString()));
    }

    private static RouteTable TableOf(IEnumerable<Route> routes) =>
        RouteTable.Empty.With(routes.GroupBy(route => route.Host).Select(host => KeyValuePair.Create(host.Key, host.ToImmutableArray())));

    private static List<string> Names(RoutePage page) => [.. page.Routes.Select(route => $"{route.Host} {route.Id}")];
}
