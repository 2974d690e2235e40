using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;

namespace ActorProxy.Shared.Tests.Routing.Documents;

/// <summary>Documents of operators, whose unknown keys are errors, and of other nodes and the database, whose are not.</summary>
public class StoredRouteTests
{
    private static readonly JsonSerializerOptions Stored = new() { Converters = { new RouteJsonConverter() } };

    private const string Full = """
        {"id":"r","host":"a","path":"/x","pool":{"name":"p","picker":"round-robin","backends":[{"url":"ws://b","weight":2,"id":"b"},{"url":"ws://c"}],
        "tls":{"ca":"a","server-name":"b","certificate":"c","key":"d","verify":true},"send-proxy-protocol":"v2","http-version":"2",
        "max-connections-per-backend":1,"sticky-cookie":{"name":"c","same-site":"lax"}},"replace-prefix":"/y","host-header":"h",
        "headers":{"remove":["X"],"set":[{"name":"A","value":"1"}],"add":[{"name":"B","value":"2"}]},"filters":["log"],"max-message-size":"1B",
        "idle-timeout":"1s","attempts":1,"max-connections":1,"on-change":"drain","drain-over":"1s","listeners":["web"]}
        """;

    /// <summary>As versions before the first release stored it: this text stands in databases.</summary>
    private const string Old = """
        {"id":"r","host":"a","path":"/x","pool":{"name":"p","picker":"least-connections","backends":[{"url":"ws://b","weight":2,"id":"b"},{"url":"ws://c"}],
        "tls":{"ca":"a","server-name":"b","certificate":"c","key":"d","verify":false},"send-proxy-protocol":"v2","http2":true,
        "max-connections-per-backend":1,"sticky-cookie":{"name":"c","same-site":"strict"}},"replace-prefix":"/y","host-header":"h",
        "headers":{"remove":["X"],"set":[{"name":"A","value":"1"}],"add":[{"name":"B","value":"2"},{"name":"B","value":"3"}]},"filters":["log"],"max-message-size":1,
        "idle-timeout-ms":1500,"attempts":2,"max-connections":1,"on-change":"drain","drain-over-ms":1000,"listeners":["web"]}
        """;

    [Fact]
    public void Documents_that_earlier_versions_stored_are_read()
    {
        var route = JsonSerializer.Deserialize<Route>(Old, Stored)!;

        Assert.Equal((TimeSpan.FromMilliseconds(1500), TimeSpan.FromSeconds(1), 1),
            (route.Policies.Of<IdleTimeout>().After, route.Policies.Of<OnChange>().DrainOver,
            route.Policies.Of<FilterChain>().MaxMessageSize));
        Assert.Equal((BackendHttpVersion.Http2, PickerKind.LeastConnections, ProxyProtocolMode.V2),
            (route.Pool.HttpVersion, route.Pool.Picker, route.Pool.SendProxyProtocol));
        Assert.Equal(["2", "3"], route.Policies.Of<HeaderRules>().Add.Select(field => field.Value));
        Assert.Equal(["b", "ws://c"], route.Pool.Backends.Select(backend => backend.Id));
        Assert.Equal(("c", "d", false), (route.Pool.Tls.Certificate!.Certificate, route.Pool.Tls.Certificate.Key, route.Pool.Tls.Verify));
        Assert.Equal(("/y", "h", 2, SameSite.Strict), (route.Policies.Of<PathRewrite>().ReplacePrefix,
            route.Policies.Of<HostRewrite>().Value, route.Policies.Of<AttemptLimit>().Attempts, route.Pool.Sticky!.SameSite));
        Assert.Equal(route, JsonSerializer.Deserialize<Route>(JsonSerializer.Serialize(route, Stored), Stored));
    }

    [Theory]
    [InlineData("", "Host", "Host: unknown key; did you mean host?")]
    [InlineData("pool", "backend", "pool.backend: unknown key; did you mean backends?")]
    [InlineData("pool.backends[0]", "wieght", "pool.backends[0].wieght: unknown key; did you mean weight?")]
    [InlineData("pool.backends[1]", "wieght", "pool.backends[1].wieght: unknown key; did you mean weight?")]
    [InlineData("pool.tls", "verfy", "pool.tls.verfy: unknown key; did you mean verify?")]
    [InlineData("pool.sticky-cookie", "samesite", "pool.sticky-cookie.samesite: unknown key; did you mean same-site?")]
    [InlineData("headers", "delete", "headers.delete: unknown key; there are add, remove, set")]
    [InlineData("headers.set[0]", "vaule", "headers.set[0].vaule: unknown key; did you mean value?")]
    [InlineData("headers.add[0]", "", "headers.add[0].\"\": unknown key; there are name, value")]
    public void An_unknown_key_is_an_error_of_the_operator_and_none_of_another_node(string place, string key, string expected)
    {
        foreach (var value in (string[])["2", "null", """{"url":[{}]}"""])
        {
            var json = With(place, key, value);

            if (value != "null") // a member that is null is not there
            {
                Assert.False(RouteTexts.TryRead(json, out _, out var errors));
                Assert.Equal([expected], errors);
            }
            Assert.Equal(JsonSerializer.Deserialize<Route>(Full, Stored), JsonSerializer.Deserialize<Route>(json, Stored));
        }
    }

    [Fact]
    public void Where_none_is_near_all_are_told()
    {
        Assert.False(RouteTexts.TryRead(With("", "nope", "2"), out _, out var errors));
        var told = Assert.Single(errors);
        Assert.StartsWith("nope: unknown key; there are ", told, StringComparison.Ordinal);
        var keys = told["nope: unknown key; there are ".Length..].Split(", ");
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        // A route's own, those of its pool and its match, and those of policies.
        Assert.Superset(
            new HashSet<string> { "id", "host", "path-exact", "listeners", "pool", "backends", "match", "strip-prefix", "drain-over" },
            keys.ToHashSet());
    }

    [Fact]
    public void Each_is_told_in_the_order_of_the_text()
    {
        Assert.False(RouteTexts.TryRead("""{"ide":1,"pool":{"nam":1,"backends":[{"ulr":1}]},"Id":1}""", out _, out var errors));
        Assert.Equal(
            [
                "ide: unknown key; did you mean id?",
                "pool.nam: unknown key; did you mean name?",
                "pool.backends[0].ulr: unknown key; did you mean url?",
            ], errors.Take(3));
        Assert.Contains("Id: unknown key; did you mean id?", errors);
    }

    [Fact]
    public void Of_a_very_long_key_its_ends_are_told()
    {
        Assert.False(RouteTexts.TryRead(new JsonObject { [RouteGen.Long] = 1 }.ToJsonString(), out _, out var errors));
        Assert.InRange(errors[0].Length, 400, 1000);
    }

    [Theory]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("null")]
    [InlineData("""{"id":"r","id":"s"}""")]
    public void What_is_no_document_is_an_error(string json)
    {
        Assert.False(RouteTexts.TryRead(json, out _, out var errors));
        Assert.StartsWith("cannot be read: ", Assert.Single(errors));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Route>(json, Stored));
    }

    /// <summary>The full document with one key more.</summary>
    private static string With(string place, string key, string value)
    {
        var root = JsonNode.Parse(Full)!;
        var node = root;
        foreach (var step in place.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
            node = step.EndsWith(']') ? node[int.Parse(step[..^1], System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;
        node[key] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
