using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Routing.Documents;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing.Documents;

/// <summary>Documents of operators, whose unknown keys are errors, and of other nodes, whose are not.</summary>
public class RouteTextTests
{
    private const string Full = """
        {"id":"r","host":"a","path":"/x","pool":{"name":"p","picker":"round-robin","backends":[{"url":"ws://b","weight":2,"id":"b"},{"url":"ws://c"}],
        "tls":{"ca":"a","server-name":"b","certificate":"c","key":"d","verify":true},"send-proxy-protocol":"v2","http2":true,
        "max-connections-per-backend":1,"sticky-cookie":{"name":"c","same-site":"lax"}},"replace-prefix":"/y","host-header":"h",
        "headers":{"remove":["X"],"set":[{"name":"A","value":"1"}],"add":[{"name":"B","value":"2"}]},"filters":["log"],"max-message-size":1,
        "idle-timeout-ms":1000,"attempts":1,"max-connections":1,"on-change":"keep","drain-over-ms":1000,"listeners":["web"]}
        """;

    [Fact]
    public void What_was_written_is_read() => RouteGen.Route.Sample(route =>
    {
        var document = RouteDocuments.Write(route);
        Assert.True(RouteText.TryRead(JsonSerializer.Serialize(document, RouteJson.Default.RouteDocument), out var read, out var errors), string.Join("; ", errors));
        Assert.True(RouteDocuments.TryRead(read, out var again, out _));
        Assert.Equal(route, again);
    }, iter: 200);

    [Theory]
    [InlineData("", "nope", "nope: unknown key; there are id, host, path, path-exact, pool, replace-prefix, host-header, headers, filters, "
        + "max-message-size, idle-timeout-ms, attempts, max-connections, on-change, drain-over-ms, listeners")]
    [InlineData("", "Host", "Host: unknown key; did you mean host?")]
    [InlineData("", "idle-timeout", "idle-timeout: unknown key; did you mean idle-timeout-ms?")]
    [InlineData("pool", "backend", "pool.backend: unknown key; did you mean backends?")]
    [InlineData("pool.backends[0]", "wieght", "pool.backends[0].wieght: unknown key; did you mean weight?")]
    [InlineData("pool.backends[1]", "wieght", "pool.backends[1].wieght: unknown key; did you mean weight?")]
    [InlineData("pool.tls", "verfy", "pool.tls.verfy: unknown key; did you mean verify?")]
    [InlineData("pool.sticky-cookie", "samesite", "pool.sticky-cookie.samesite: unknown key; did you mean same-site?")]
    [InlineData("headers", "delete", "headers.delete: unknown key; there are remove, set, add")]
    [InlineData("headers.set[0]", "vaule", "headers.set[0].vaule: unknown key; did you mean value?")]
    [InlineData("headers.add[0]", "", "headers.add[0].: unknown key; there are name, value")]
    public void An_unknown_key_is_an_error_of_the_operator_and_none_of_another_node(string place, string key, string expected)
    {
        foreach (var value in (string[])["2", "null", """{"url":[{}]}"""])
        {
            var json = With(place, key, value);

            Assert.False(RouteText.TryRead(json, out var document, out var errors));
            Assert.Null(document);
            Assert.Equal([expected], errors);

            var tolerant = JsonSerializer.Deserialize(json, RouteJson.Default.RouteDocument)!;
            Assert.Equal(JsonSerializer.Serialize(Read(Full), RouteJson.Default.RouteDocument), JsonSerializer.Serialize(tolerant, RouteJson.Default.RouteDocument));
        }
    }

    [Fact]
    public void Each_is_told_in_the_order_of_the_text()
    {
        Assert.False(RouteText.TryRead("""{"ide":1,"pool":{"nam":1,"backends":[null,{"ulr":1}]},"Id":1}""", out _, out var errors));
        Assert.Equal(
            [
                "ide: unknown key; did you mean id?",
                "pool.nam: unknown key; did you mean name?",
                "pool.backends[1].ulr: unknown key; did you mean url?",
                "Id: unknown key; did you mean id?",
            ], errors);
    }

    [Fact]
    public void Of_very_many_the_first_are_told_and_of_a_very_long_one_its_ends()
    {
        var many = new JsonObject(Enumerable.Range(0, 10_000).Select(i => KeyValuePair.Create($"key-{i}", (JsonNode?)null)));
        Assert.False(RouteText.TryRead(many.ToJsonString(), out _, out var errors));
        Assert.Equal(10, errors.Count);

        Assert.False(RouteText.TryRead(new JsonObject { [RouteGen.Long] = 1 }.ToJsonString(), out _, out errors));
        Assert.InRange(Assert.Single(errors).Length, 400, 800);
    }

    [Theory]
    [InlineData("{", "cannot be read: Expected depth to be zero")]
    [InlineData("[]", "cannot be read: The JSON value could not be converted")]
    [InlineData("""{"\ud800":1}""", "cannot be read: The JSON value could not be converted")]
    [InlineData("""{"pool":7,"pol":7}""", "cannot be read: The JSON value could not be converted")]
    [InlineData("""{"on-change":"never"}""", "cannot be read: 'never' is none of keep, drain, close")]
    public void What_is_no_document_is_an_error(string json, string expected)
    {
        Assert.False(RouteText.TryRead(json, out _, out var errors));
        Assert.StartsWith(expected, Assert.Single(errors));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    public void An_empty_document_is_one(string json) => Assert.Equal(new RouteDocument(), Read(json));

    private static RouteDocument Read(string json)
    {
        Assert.True(RouteText.TryRead(json, out var document, out var errors), string.Join("; ", errors));
        return document;
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
