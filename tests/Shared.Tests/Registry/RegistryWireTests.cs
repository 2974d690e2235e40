using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Registry;

public class RegistryWireTests
{
    private static readonly WireCatalogue Catalogue = new(RegistryWire.Formats);

    public static TheoryData<string> Manifests => [.. RegistryWire.Formats.Select(f => f.Manifest)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Each_format_writes_the_bytes_that_other_versions_know_and_reads_them_back(string manifest)
    {
        Assert.True(RegistryGolden.All.TryGetValue(manifest, out var golden), $"{manifest} has no golden text: add one to RegistryGolden.");
        var format = Catalogue.Of(manifest);
        Assert.Equal(format.Type, golden.Value.GetType());
        Assert.Equal(golden.Json, Encoding.UTF8.GetString(format.Write(golden.Value)));
        Assert.Equal(golden.Value, format.Read(Encoding.UTF8.GetBytes(golden.Json)));
    }

    [Fact]
    public void No_golden_text_is_without_its_format() =>
        Assert.Equal(RegistryWire.Formats.Select(f => f.Manifest).Order(), RegistryGolden.All.Keys.Order());

    [Fact]
    public void Each_message_of_the_registry_has_a_format()
    {
        var messages = typeof(RegistryWire).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false, Namespace: "ActorProxy.Shared.Registry" } && t.IsAssignableTo(typeof(IWireMessage)));
        Assert.All(messages, type => Assert.Equal(type, Catalogue.Of(type).Type));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Fields_of_a_newer_version_are_passed_over(string manifest)
    {
        var (value, json) = RegistryGolden.All[manifest];
        var newer = JsonNode.Parse(json)!;
        AddFields(newer);
        Assert.Contains("of-tomorrow", newer.ToJsonString());
        Assert.Equal(value, Catalogue.Of(manifest).Read(Encoding.UTF8.GetBytes(newer.ToJsonString())));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_field_that_is_missing_or_null_is_a_clear_error_or_may_be_left_out(string manifest)
    {
        foreach (var name in JsonNode.Parse(RegistryGolden.All[manifest].Json)!.AsObject().Select(p => p.Key).ToList())
        {
            var without = JsonNode.Parse(RegistryGolden.All[manifest].Json)!.AsObject();
            without.Remove(name);
            if (Read(without) is { } first)
                Assert.Equal(first, Catalogue.Of(manifest).Read(Catalogue.Of(manifest).Write(first)));
            without[name] = null;
            if (Read(without) is { } second)
                Assert.Equal(second, Catalogue.Of(manifest).Read(Catalogue.Of(manifest).Write(second)));
        }

        object? Read(JsonObject json)
        {
            try
            {
                return Catalogue.Of(manifest).Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
            }
            catch (JsonException error)
            {
                Assert.NotEmpty(error.Message);
                return null;
            }
        }
    }

    [Theory]
    [InlineData("replace-routes/1", """{"id":"c","host":"a","routes":[null]}""", "a route is null")]
    [InlineData("replace-routes/1", """{"id":"c","host":"a","routes":[{"id":"r","pool":{"name":"p"}}]}""",
        "route 'r': pool.backends: the list is empty")]
    [InlineData("replica-want/1", """{"hosts":[null]}""", "a host is null")]
    [InlineData("replica-want/1", """{"hosts":[""]}""", "the host is empty; write * for every host")]
    [InlineData("replica-want/1", """{"hosts":[7]}""", "a host is no text")]
    [InlineData("put-route/1", """{"id":"c"}""", "missing required")]
    [InlineData("get-host-routes/1", """{"host":null}""", "a host is null")]
    public void Reading_says_what_is_wrong(string manifest, string json, string error) =>
        Assert.Contains(error, Assert.Throws<JsonException>(() => Catalogue.Of(manifest).Read(Encoding.UTF8.GetBytes(json))).Message);

    private static void AddFields(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                AddFields(item);
        }
        else if (node is JsonObject map)
        {
            foreach (var (key, value) in map)
                if (key is not ("set" or "add")) // whose keys are names
                    AddFields(value);
            map.Insert(0, "of-tomorrow", JsonNode.Parse("""{"a":[1,null]}"""));
        }
    }
}
