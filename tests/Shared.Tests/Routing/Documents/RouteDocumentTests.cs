using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Tests.Backends;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing.Documents;

public class RouteDocumentTests
{
    private const string Pool = "\"pool\":{\"name\":\"p\",\"backends\":[{\"url\":\"ws://b\"}]}";

    [Fact]
    public void A_route_of_any_settings_is_read_as_it_was_written() => RouteGen.Route.Sample(route =>
    {
        var json = RouteTexts.Write(route);
        Assert.True(RouteTexts.TryRead(json, out var read, out var errors), string.Join("; ", errors));
        Assert.Equal(route, read);
        Assert.Equal(json, RouteTexts.Write(read));
    });

    [Fact]
    public void What_has_its_default_is_not_written()
    {
        var route = Pools.Route("*", "/", "r");
        Assert.Equal("""{"id":"r","pool":{"name":"pool","backends":[{"url":"ws://b0","id":"b0"}]}}""", RouteTexts.Write(route));
    }

    [Fact]
    public void A_route_without_policies_has_the_one_empty_set()
    {
        Assert.True(RouteTexts.TryRead(RouteTexts.Write(Pools.Route("a", "/")), out var route, out _));
        Assert.Same(PolicySet.Empty, route.Policies);
    }

    [Fact]
    public void A_document_of_any_values_is_a_route_or_has_errors_that_can_be_read() => RouteGen.Garbage.Sample(json =>
    {
        if (RouteTexts.TryRead(json, out var route, out var errors))
        {
            Assert.Empty(errors);
            Assert.True(RouteTexts.TryRead(RouteTexts.Write(route), out var again, out _));
            Assert.Equal(route, again);
        }
        else
        {
            Assert.Null(route);
            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.InRange(error.Length, 1, 1000));
        }
    }, iter: 2000);

    [Theory]
    [InlineData("{}", "the pool is missing; name one, or list the route's own backends", "id: is missing")]
    [InlineData("""{"id":null,"pool":null,"headers":null,"filters":null,"host":null,"path":null}""",
        "the pool is missing; name one, or list the route's own backends", "id: is missing")]
    [InlineData("""{"id":"r","pool":{}}""", "pool.name: is missing", "pool.backends: the list is empty")]
    [InlineData("""{"id":"r","pool":{"name":"p"}}""", "pool.backends: the list is empty")]
    [InlineData("""{"id":"r","pool":"p"}""", "pool: names a pool; a document brings its own: { name, backends }")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[null]}}""", "pool.backends[0]: is not an object, { ... }")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{}]}}""", "pool.backends[0]: the url is missing")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"b:80"}]}}""",
        "pool.backends[0].url: 'b:80' is no backend URL; write ws://HOST:PORT")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"},{"url":"ws://b:80"}]}}""",
        "pool.backends[1]: ws://b is in the list twice; use a weight to give it more")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b","weight":101}]}}""",
        "pool.backends[0].weight: 101 is out of range; allowed is 1 to 100")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"tls":{"key":"k"}}}""",
        "pool.tls.key: the certificate is missing; name the PEM file with the certificate and its chain")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"tls":{"server-name":"a b"}}}""",
        "pool.tls.server-name: 'a b' is no host name")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"sticky-cookie":{"name":"a b"}}}""",
        "pool.sticky-cookie.name: 'a b' is no cookie name: use letters, digits, - and _")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"max-connections-per-backend":-1}}""",
        "pool.max-connections-per-backend: -1 is out of range; allowed is 0 to 10000000")]
    [InlineData("{\"id\":\"r\",\"host\":\"a:80\"," + Pool + "}", "host: 'a:80': a host pattern has no port; routes serve all listeners")]
    [InlineData("{\"id\":\"r\",\"path\":\"x\"," + Pool + "}", "path: 'x': the path does not begin with '/'")]
    [InlineData("{\"id\":\"r\",\"path-exact\":\"/x?y\"," + Pool + "}", "path-exact: '/x?y': routes match paths, not queries")]
    [InlineData("{\"id\":\"r\",\"path\":\"/\",\"path-exact\":\"/\"," + Pool + "}", "path-exact: a route has either path or path-exact")]
    [InlineData("{\"id\":\"r\",\"filters\":[\"log\",\"\",\"x\"]," + Pool + "}",
        "filters[1]: there is no filter ''; there are log, size-limit", "filters[2]: there is no filter 'x'; there are log, size-limit")]
    [InlineData("{\"id\":\"r\",\"headers\":{\"remove\":[\"\"],\"set\":[{\"name\":\"a\"}],\"add\":[{}]}," + Pool + "}",
        "headers.set[0]: the value is missing", "headers.add[0]: the name is missing", "headers.remove: '' is no header name")]
    [InlineData("{\"id\":\"r\",\"replace-prefix\":\"x\"," + Pool + "}", "replace-prefix: Path replacement 'x' does not start with '/'")]
    [InlineData("{\"id\":\"r\",\"host-header\":\"a/b\"," + Pool + "}", "host-header: Host 'a/b' is no host with an optional port")]
    [InlineData("{\"id\":\"r\",\"max-message-size\":0,\"filters\":[\"log\"],\"idle-timeout\":\"999ms\","
        + "\"attempts\":11,\"max-connections\":-1,\"on-change\":\"drain\",\"drain-over\":\"25h\"," + Pool + "}",
        "max-message-size: 0B is out of range; allowed is 1B to 1GiB", "idle-timeout: 999ms is out of range; allowed is 1s to 7d",
        "attempts: 11 is out of range; allowed is 1 to 10", "max-connections: -1 is out of range; allowed is 0 to 10000000",
        "drain-over: 25h is out of range; allowed is 1s to 1d")]
    public void What_is_wrong_is_said_at_its_place(string json, params string[] expected)
    {
        Assert.False(RouteTexts.TryRead(json, out _, out var errors));
        Assert.Equal(expected, errors);
    }

    [Theory]
    [InlineData("""{"attempts":99999999999999999999}""", "attempts: '99999999999999999999' is not a whole number")]
    [InlineData("""{"attempts":1e999}""", "attempts: '1e999' is not a whole number")]
    [InlineData("""{"attempts":1.5}""", "attempts: '1.5' is not a whole number")]
    [InlineData("""{"id":7}""", "id: 7 is no text; put it in quotes")]
    [InlineData("""{"on-change":"never"}""", "on-change: 'never' is none of keep, drain, close")]
    [InlineData("""{"on-change":1}""", "on-change: '1' is none of keep, drain, close")]
    [InlineData("""{"on-change":"keep, drain"}""", "on-change: 'keep, drain' is none of keep, drain, close")]
    [InlineData("""{"pool":[]}""", "pool: is not an object, { ... }")]
    [InlineData("""{"pool":{"picker":"dice"}}""",
        "pool.picker: 'dice' is none of round-robin, least-connections, power-of-two-choices, client-ip-hash")]
    [InlineData("""{"on-change":"Drain "}""", "on-change: 'Drain ' is none of keep, drain, close; did you mean drain?")]
    [InlineData("[]", "cannot be read: it is no object, { ... }")]
    [InlineData("{", "cannot be read: Expected depth to be zero")]
    public void A_value_of_another_kind_is_an_error(string json, string expected)
    {
        Assert.False(RouteTexts.TryRead(json, out _, out var errors));
        Assert.Contains(errors, error => error.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Very_long_texts_are_read_or_are_errors_that_do_not_quote_them_whole()
    {
        Assert.True(RouteTexts.TryRead($$"""{"id":"{{RouteGen.Long}}","path":"/{{RouteGen.Long}}",{{Pool}}}""", out _, out _));
        Assert.False(RouteTexts.TryRead(
            $$"""{"id":"r","host":"{{RouteGen.Long}}","path":"{{RouteGen.Long}}","host-header":"/{{RouteGen.Long}}",{{Pool}}}""", out _,
            out var errors));
        Assert.Equal(3, errors.Count);
        Assert.StartsWith("host: 'xxx", errors[0]);
        Assert.EndsWith("xxx' is no host name", errors[0]);
        Assert.All(errors, error => Assert.InRange(error.Length, 1, 500));
    }

    [Fact]
    public void The_host_header_of_the_configuration_that_passes_the_clients_means_the_same_here()
    {
        Assert.True(RouteTexts.TryRead($$"""{"id":"r","host-header":"pass",{{Pool}}}""", out var route, out _));
        Assert.Equal(HostRewrite.PassThrough, route.Policies.Find<HostRewrite>());
    }

    [Fact]
    public void Forms_of_the_configuration_mean_the_same_here()
    {
        Assert.True(RouteTexts.TryRead(
            """{"id":"r","strip-prefix":true,"idle-timeout":"1.5m","backends":["ws://b",{"url":"ws://c","weight":2}],"headers":{"set":{"X-A":"1"}}}""", out var route, out _));
        Assert.Equal("/rest", route.Policies.Of<PathRewrite>().Apply("/x/rest", "/x"));
        Assert.Equal(TimeSpan.FromSeconds(90), route.Policies.Of<IdleTimeout>().After);
        Assert.Equal(["ws://b", "ws://c"], route.Pool.Backends.Select(backend => backend.Id));
        Assert.Equal("r", route.Pool.Name);
        Assert.Equal(("X-A", "1"), (route.Policies.Of<HeaderRules>().Set[0].Name, route.Policies.Of<HeaderRules>().Set[0].Value));
    }
}
