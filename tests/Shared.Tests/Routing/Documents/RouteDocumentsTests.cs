using System.Text.Json;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing.Documents;

public class RouteDocumentsTests
{
    private const string Pool = "\"pool\":{\"name\":\"p\",\"backends\":[{\"url\":\"ws://b\"}]}";

    [Fact]
    public void A_route_of_any_settings_is_read_as_it_was_written() => RouteGen.Route.Sample(route =>
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(RouteDocuments.Write(route), RouteJson.Default.RouteDocument);
        var document = JsonSerializer.Deserialize(json, RouteJson.Default.RouteDocument)!;
        Assert.True(RouteDocuments.TryRead(document, out var read, out var errors), string.Join("; ", errors));
        Assert.Equal(route, read);
        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(RouteDocuments.Write(read), RouteJson.Default.RouteDocument));
    });

    [Fact]
    public void What_has_its_default_is_not_written()
    {
        var route = Pools.Route("*", "/", "r");
        Assert.Equal("""{"id":"r","pool":{"name":"pool","backends":[{"url":"ws://b0","id":"b0"}]}}""", JsonSerializer.Serialize(RouteDocuments.Write(route), RouteJson.Default.RouteDocument));
    }

    [Fact]
    public void A_policy_of_defaults_is_one_object_for_all_routes()
    {
        Assert.True(RouteDocuments.TryRead(RouteDocuments.Write(Pools.Route("a", "/")), out var route, out _));
        Assert.Same(RoutePolicy.Default, route.Policy);
    }

    [Fact]
    public void A_document_of_any_values_is_a_route_or_has_errors_that_can_be_read() => RouteGen.Garbage.Sample(document =>
    {
        if (RouteDocuments.TryRead(document, out var route, out var errors))
        {
            Assert.Empty(errors);
            Assert.True(RouteDocuments.TryRead(RouteDocuments.Write(route), out var again, out _));
            Assert.Equal(route, again);
        }
        else
        {
            Assert.Null(route);
            Assert.NotEmpty(errors);
            Assert.All(errors, error => Assert.InRange(error.Length, 1, 500));
        }
    }, iter: 2000);

    [Theory]
    [InlineData("{}", "id is missing", "pool is missing")]
    [InlineData("""{"id":null,"pool":null,"headers":null,"filters":null,"host":null,"path":null}""", "id is missing", "pool is missing")]
    [InlineData("""{"id":"r","pool":{}}""", "pool.name is missing")]
    [InlineData("""{"id":"r","pool":{"name":"p"}}""", "pool.backends: the list is empty")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[null]}}""", "pool.backends: a url is missing")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{}]}}""", "pool.backends: a url is missing")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"b:80"}]}}""", "pool.backends: 'b:80' is no backend URL; write ws://HOST:PORT")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"},{"url":"ws://b:80"}]}}""", "pool.backends: ws://b is in the list twice; use a weight to give it more")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b","weight":101}]}}""", "pool.backends: weight: 101 is out of range; allowed is 1 to 100")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"tls":{"key":"k"}}}""", "pool.tls: certificate and key belong together; one is missing")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"tls":{"server-name":"a b"}}}""", "pool.tls.server-name: 'a b' is no host name")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"sticky-cookie":{"name":"a b"}}}""", "pool.sticky-cookie: 'a b' is no cookie name: use letters, digits, - and _")]
    [InlineData("""{"id":"r","pool":{"name":"p","backends":[{"url":"ws://b"}],"max-connections-per-backend":-1}}""", "pool.max-connections-per-backend: -1 is out of range; allowed is 0 to 10000000")]
    [InlineData("{\"id\":\"r\",\"host\":\"a:80\"," + Pool + "}", "host: 'a:80': a host pattern has no port; routes serve all listeners")]
    [InlineData("{\"id\":\"r\",\"path\":\"x\"," + Pool + "}", "path: 'x': the path does not begin with '/'")]
    [InlineData("{\"id\":\"r\",\"path-exact\":\"/x?y\"," + Pool + "}", "path-exact: '/x?y': routes match paths, not queries")]
    [InlineData("{\"id\":\"r\",\"path\":\"/\",\"path-exact\":\"/\"," + Pool + "}", "path-exact: a route has either path or path-exact")]
    [InlineData("{\"id\":\"r\",\"filters\":[\"log\",null,\"x\"]," + Pool + "}", "filters: there is no filter ''; there are log, size-limit", "filters: there is no filter 'x'; there are log, size-limit")]
    [InlineData("{\"id\":\"r\",\"headers\":{\"remove\":[null],\"set\":[{\"name\":\"a\"}],\"add\":[{}]}," + Pool + "}",
        "headers: '' is no header name", "headers: '' is no header name", "headers: header 'a' has no value", "headers: header '' has no value")]
    [InlineData("{\"id\":\"r\",\"replace-prefix\":\"x\"," + Pool + "}", "replace-prefix: Path replacement 'x' does not start with '/'")]
    [InlineData("{\"id\":\"r\",\"host-header\":\"a/b\"," + Pool + "}", "host-header: Host 'a/b' is no host with an optional port")]
    [InlineData("{\"id\":\"r\",\"max-message-size\":0,\"idle-timeout-ms\":999,\"attempts\":11,\"max-connections\":-1,\"drain-over-ms\":9223372036854775807," + Pool + "}",
        "max-message-size: 0 is out of range; allowed is 1 to 1073741824", "idle-timeout-ms: 999 is out of range; allowed is 1000 to 604800000",
        "attempts: 11 is out of range; allowed is 1 to 10", "max-connections: -1 is out of range; allowed is 0 to 10000000",
        "drain-over-ms: 9223372036854775807 is out of range; allowed is 1000 to 86400000")]
    public void What_is_wrong_is_said_at_its_place(string json, params string[] expected)
    {
        var document = JsonSerializer.Deserialize(json, RouteJson.Default.RouteDocument)!;
        Assert.False(RouteDocuments.TryRead(document, out _, out var errors));
        Assert.Equal(expected, errors);
    }

    [Theory]
    [InlineData("""{"attempts":99999999999999999999}""")]
    [InlineData("""{"attempts":1e999}""")]
    [InlineData("""{"attempts":1.5}""")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"on-change":"never"}""")]
    [InlineData("""{"on-change":1}""")]
    [InlineData("""{"on-change":"keep, drain"}""")]
    [InlineData("""{"pool":[]}""")]
    [InlineData("""{"pool":{"picker":"dice"}}""")]
    [InlineData("""{"on-change":"Drain "}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void What_is_no_document_is_an_error_of_JSON(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, RouteJson.Default.RouteDocument));

    [Fact]
    public void Very_long_texts_are_read_or_are_errors_that_do_not_quote_them_whole()
    {
        var document = RouteDocuments.Write(Pools.Route("a", "/"));
        Assert.True(RouteDocuments.TryRead(document with { Id = RouteGen.Long, Path = "/" + RouteGen.Long }, out _, out _));
        Assert.False(RouteDocuments.TryRead(document with { Host = RouteGen.Long, Path = RouteGen.Long, HostHeader = "/" + RouteGen.Long }, out _, out var errors));
        Assert.Equal(3, errors.Count);
        Assert.StartsWith("host: 'xxx", errors[0]);
        Assert.EndsWith("xxx' is no host name", errors[0]);
        Assert.All(errors, error => Assert.InRange(error.Length, 1, 500));
    }

    [Fact]
    public void The_host_header_of_the_configuration_that_passes_the_clients_means_the_same_here()
    {
        Assert.True(RouteDocuments.TryRead(RouteDocuments.Write(Pools.Route("a", "/")) with { HostHeader = "pass" }, out var route, out _));
        Assert.Equal(HostRewrite.PassThrough, route.Policy.HostRewrite);
    }

    [Fact]
    public void Every_setting_of_a_policy_and_of_a_pool_has_a_place_in_the_documents()
    {
        // A new setting that documents do not carry would be lost on the way to other nodes: give it a place, then count it here.
        Assert.Equal(10, typeof(RoutePolicy).GetProperties().Count(p => p.CanWrite));
        Assert.Equal(8, typeof(BackendPool).GetProperties().Length);
        Assert.Equal(4, typeof(BackendTls).GetProperties().Length);
        Assert.Equal(2, typeof(StickyCookie).GetProperties().Length);
        Assert.Equal(["Add", "Remove", "Set"], typeof(HeaderRules).GetProperties().Select(p => p.Name).Order());
        Assert.Equal(["Name", "Value"], typeof(HeaderField).GetProperties().Select(p => p.Name).Order());
    }
}
