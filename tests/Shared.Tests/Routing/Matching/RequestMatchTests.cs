using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Tests.Backends;

namespace ActorProxy.Shared.Tests.Routing.Matching;

/// <summary>Routes that ask of a request more than host and path.</summary>
public sealed class RequestMatchTests
{
    private static readonly RequestMatch Beta = new() { Headers = [new("X-Beta", "on")] };

    [Theory]
    [InlineData("2", "2", true)]
    [InlineData("2", "20", false)]
    [InlineData("2*", "20", true)]
    [InlineData("2*", "2", true)]
    [InlineData("2*", "12", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("On", "on", false)]
    public void A_value_is_compared_whole_or_by_its_beginning(string pattern, string value, bool expected) =>
        Assert.Equal(expected, new ValuePattern("x", pattern).Accepts(value));

    [Theory]
    [InlineData("X-Beta: on", true)]
    [InlineData("x-beta: on", true)]
    [InlineData("X-Beta: off\nX-Beta: on", true)]
    [InlineData("X-Beta: on, off", false)]
    [InlineData("X-Other: on", false)]
    [InlineData("", false)]
    public void One_field_line_of_the_name_must_have_the_value(string fields, bool expected) =>
        Assert.Equal(expected, Beta.Accepts(View(fields: fields)));

    [Theory]
    [InlineData("?room=a", true)]
    [InlineData("?x=1&room=a", true)]
    [InlineData("?room=b&room=a", true)]
    [InlineData("?room=%61", true)]
    [InlineData("?%72oom=a", true)]
    [InlineData("?room=a%26x", false)]
    [InlineData("?Room=a", false)]
    [InlineData("?room", false)]
    [InlineData("??room=a", false)]
    [InlineData("?xroom=a", false)]
    [InlineData("?", false)]
    [InlineData("", false)]
    public void A_parameter_is_compared_without_percent_encoding(string query, bool expected) =>
        Assert.Equal(expected, new RequestMatch { Query = [new("room", "a")] }.Accepts(View(query: query)));

    [Theory]
    [InlineData("?debug", true)]
    [InlineData("?debug=", true)]
    [InlineData("?debug=1", true)]
    [InlineData("?nodebug", false)]
    public void A_star_asks_for_no_more_than_the_name(string query, bool expected) =>
        Assert.Equal(expected, new RequestMatch { Query = [new("debug", "*")] }.Accepts(View(query: query)));

    [Theory]
    [InlineData("Cookie: beta=on", true)]
    [InlineData("Cookie: a=b; beta=on; c=d", true)]
    [InlineData("Cookie: a=b\nCookie: beta=on", true)]
    [InlineData("Cookie: Beta=on", false)]
    [InlineData("Cookie: beta=on2", false)]
    [InlineData("Cookie: xbeta=on", false)]
    [InlineData("X-Cookie: beta=on", false)]
    public void A_cookie_is_looked_for_among_all(string fields, bool expected) =>
        Assert.Equal(expected, new RequestMatch { Cookies = [new("beta", "on")] }.Accepts(View(fields: fields)));

    [Theory]
    [InlineData("Sec-WebSocket-Protocol: chat", true)]
    [InlineData("Sec-WebSocket-Protocol: other, chat", true)]
    [InlineData("Sec-WebSocket-Protocol: other\nSec-WebSocket-Protocol: superchat", true)]
    [InlineData("Sec-WebSocket-Protocol: Chat", false)]
    [InlineData("", false)]
    public void One_of_the_subprotocols_must_be_offered(string fields, bool expected) =>
        Assert.Equal(expected, new RequestMatch { Subprotocols = ["chat", "superchat"] }.Accepts(View(fields: fields)));

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("get", false)]
    [InlineData("POST", false)]
    public void One_of_the_methods_must_be_the_requests(string method, bool expected) =>
        Assert.Equal(expected, new RequestMatch { Methods = ["GET", "HEAD"] }.Accepts(View(method)));

    [Fact]
    public void All_conditions_must_hold()
    {
        var both = Beta with { Query = [new("room", "*")], Methods = ["GET"] };
        Assert.True(both.Accepts(View("GET", "?room=1", "X-Beta: on")));
        Assert.False(both.Accepts(View("PUT", "?room=1", "X-Beta: on")));
        Assert.False(both.Accepts(View("GET", "?x=1", "X-Beta: on")));
        Assert.False(both.Accepts(View("GET", "?room=1", "X-Beta: off")));
    }

    [Theory] // Gateway API's order, HTTPRouteMatch: method, fields, parameters; then ours.
    [InlineData("GET", "?a=1&b=2", "X-A: 1\nX-B: 2\nCookie: a=1\nSec-WebSocket-Protocol: chat", "method")]
    [InlineData("PUT", "?a=1&b=2", "X-A: 1\nX-B: 2\nCookie: a=1", "two-fields")]
    [InlineData("PUT", "?a=1&b=2", "X-A: 1\nCookie: a=1", "a-field")]
    [InlineData("PUT", "?a=1&b=2", "Cookie: a=1", "two-parameters")]
    [InlineData("PUT", "?a=1", "Cookie: a=1", "a-parameter")]
    [InlineData("PUT", "", "Cookie: a=1\nSec-WebSocket-Protocol: chat", "a-cookie")]
    [InlineData("PUT", "", "Sec-WebSocket-Protocol: chat", "a-subprotocol")]
    [InlineData("PUT", "", "", "any")]
    public void Of_routes_with_one_host_and_path_the_one_with_more_conditions_goes_first(
        string method, string query, string fields, string expected)
    {
        var table = Table(
            Route("any", RequestMatch.Any), Route("method", new RequestMatch { Methods = ["GET"] }),
            Route("a-field", new RequestMatch { Headers = [new("X-A", "1")] }),
            Route("two-fields", new RequestMatch { Headers = [new("X-A", "1"), new("X-B", "2")] }),
            Route("a-parameter", new RequestMatch { Query = [new("a", "1")] }),
            Route("two-parameters", new RequestMatch { Query = [new("a", "1"), new("b", "2")] }),
            Route("a-cookie", new RequestMatch { Cookies = [new("a", "1")] }),
            Route("a-subprotocol", new RequestMatch { Subprotocols = ["chat"] }));

        Assert.Equal(expected, table.Match("any", "/x/y", "", View(method, query, fields))?.Id);
    }

    [Fact]
    public void Of_equals_the_id_decides_and_the_order_in_which_they_are_given_does_not()
    {
        var (b, a) = (Route("b", Beta), Route("a", new RequestMatch { Headers = [new("X-Beta", "*")] }));
        Assert.Equal("a", Table(b, a).Match("any", "/x", "", View(fields: "X-Beta: on"))?.Id);
        Assert.Equal("a", Table(a, b).Match("any", "/x", "", View(fields: "X-Beta: on"))?.Id);
    }

    [Fact]
    public void A_route_whose_conditions_do_not_hold_does_not_hide_shorter_paths_and_less_specific_hosts()
    {
        var table = Table(Route("long", Beta, "=/x/y"), Route("short", Beta with { Methods = ["GET"] }), Route("host", Beta, "/", "a.org"),
            Route("root", RequestMatch.Any, "/"));
        Assert.Equal("long", table.Match("any", "/x/y", "", View(fields: "X-Beta: on"))?.Id);
        Assert.Equal("root", table.Match("any", "/x/y", "", View())?.Id);
        Assert.Equal("root", table.Match("a.org", "/x", "", View())?.Id);
        Assert.Equal("root", table.Match("any", "/x")?.Id);
    }

    [Fact]
    public void A_route_that_names_the_listener_goes_before_one_with_conditions()
    {
        var table = Table(Route("conditions", Beta), Route("bound", RequestMatch.Any) with { Listeners = RouteListeners.Of(["web"]) });
        Assert.Equal("bound", table.Match("any", "/x", "web", View(fields: "X-Beta: on"))?.Id);
        Assert.Equal("conditions", table.Match("any", "/x", "other", View(fields: "X-Beta: on"))?.Id);
    }

    [Fact]
    public void Two_routes_of_one_place_must_differ_in_their_conditions()
    {
        Assert.False(RouteTable.TryCreate([Route("one", Beta), Route("two", Beta with { })], out _, out var errors));
        Assert.Equal("host * and path /x are already taken by route 'one'", Assert.Single(errors).Message);
    }

    [Fact]
    public void Those_that_ask_for_the_same_are_equal_in_any_order()
    {
        Assert.Equal(new RequestMatch { Methods = ["GET", "HEAD"] }, new RequestMatch { Methods = ["HEAD", "GET", "GET"] });
        Assert.Equal(new RequestMatch { Headers = [new("X-A", "1"), new("x-b", "2")] },
            new RequestMatch { Headers = [new("X-B", "2"), new("x-a", "1")] });
        Assert.NotEqual(new RequestMatch { Cookies = [new("a", "1")] }, new RequestMatch { Cookies = [new("A", "1")] });
    }

    [Theory] // Who could choose a route by what it says of itself would be let in by it.
    [InlineData("X-Client-Subject: CN=admin", null, false, false)]
    [InlineData("X_Client_Subject: CN=admin", null, false, false)]
    [InlineData("", "CN=admin", false, true)]
    [InlineData("X-Client-Subject: CN=other", "CN=admin", true, true)]
    public void The_subject_of_a_certificate_is_that_which_was_verified(string fields, string? subject, bool trusted, bool expected)
    {
        var client = new ClientInfo(IPAddress.Loopback, "https", "id") { Subject = subject };
        var policy = Policy(trusted) with { SubjectHeader = "X-Client-Subject", ReservedHeaders = ["X-Client-Subject"] };
        Assert.Equal(expected, new RequestMatch { Headers = [new("X-Client-Subject", "CN=admin")] }.Accepts(View(client, policy, fields)));
        Assert.False(new RequestMatch { Headers = [new("X-Client-Subject", "CN=other")] }.Accepts(View(client, policy, fields)));
    }

    [Theory]
    [InlineData("X-Forwarded-Proto: https", false, false)]
    [InlineData("X-Forwarded-Proto: https", true, true)]
    [InlineData("Forwarded: https", false, false)]
    public void Fields_of_forwarding_are_those_of_trusted_peers(string fields, bool trusted, bool expected)
    {
        var match = new RequestMatch { Headers = [new(fields.Split(':')[0], "https")] };
        Assert.Equal(expected, match.Accepts(View(new ClientInfo(IPAddress.Loopback, "http", "id"), Policy(trusted), fields)));
    }

    [Fact]
    public void The_very_object_is_found_beside_others_of_its_place()
    {
        var (any, beta) = (Route("any", RequestMatch.Any), Route("beta", Beta));
        var table = Table(any, beta);
        Assert.True(table.Has(any) && table.Has(beta));
        Assert.False(table.Has(beta with { Match = new RequestMatch { Methods = ["GET"] } }));
    }

    [Fact]
    public void A_look_allocates_nothing()
    {
        var table = Table(Route("any", RequestMatch.Any), Route("beta", Beta with { Methods = ["GET"],
            Query = [new("a", "1*")], Cookies = [new("c", "*")] }));
        HeaderFields fields = [new("X-Beta", "on"), new("Cookie", "a=b; c=d")];
        Match();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Match();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Match() => Assert.Equal("beta", table.Match("any", "/x", "", new RequestView("GET", "?b=2&a=12", fields))!.Id);
    }

    private static ForwardingPolicy Policy(bool trusted) =>
        ForwardingPolicy.Default with { TrustedPeers = trusted ? [new IPNetwork(IPAddress.Loopback, 32)] : [] };

    private static RequestView View(ClientInfo client, ForwardingPolicy policy, string fields) =>
        new("GET", "", View(fields: fields).Fields, client, policy);

    private static RequestView View(string method = "GET", string query = "", string fields = "") => new(method, query,
        [.. fields.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2))
            .Select(f => new HeaderField(f[0], f[1]))]);

    private static Route Route(string id, RequestMatch match, string path = "/x", string host = "*") =>
        Pools.Route(host, path, id) with { Match = match };

    private static RouteTable Table(params Route[] routes) =>
        RouteTable.TryCreate(routes, out var table, out _) ? table : throw new ArgumentException("They collide.", nameof(routes));
}
