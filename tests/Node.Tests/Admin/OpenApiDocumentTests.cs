using System.Text.Json.Nodes;
using ActorProxy.Node.Admin;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Tests.Admin;

public class OpenApiDocumentTests
{
    private readonly JsonObject _document = OpenApiDocument.Of(OperatorCatalogue.All, "1.2.3");

    [Fact]
    public void The_same_catalogue_gives_the_same_document() =>
        Assert.Equal(_document.ToJsonString(), OpenApiDocument.Of(OperatorCatalogue.All, "1.2.3").ToJsonString());

    [Fact]
    public void It_says_what_it_is()
    {
        Assert.Equal("3.1.0", (string?)_document["openapi"]);
        Assert.Equal("1.2.3", (string?)_document["info"]!["version"]);
    }

    [Fact]
    public void Every_command_has_its_path_and_nothing_else_has()
    {
        Assert.Equal(OperatorCatalogue.All.Select(c => $"/api/{c.Group}/{c.Verb}"), _document["paths"]!.AsObject().Select(p => p.Key));
        foreach (var command in OperatorCatalogue.All)
        {
            var path = PathOf(command);
            Assert.Equal(command.Effect == CommandEffect.Reads ? ["get", "post"] : ["post"], path.Select(p => p.Key));
            foreach (var (_, operation) in path)
                Assert.NotNull(operation!["responses"]!["200"]!["content"]!["application/x-ndjson"]!["schema"]!["$ref"]);
        }
    }

    [Fact]
    public void Arguments_have_types_ranges_choices_and_defaults()
    {
        foreach (var command in OperatorCatalogue.All)
        {
            var body = PathOf(command)["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
            var properties = body["properties"]!.AsObject();
            Assert.Equal(command.Arguments.Select(a => a.Name), properties.Select(p => p.Key));
            Assert.Equal(
                command.Arguments.Where(a => a.Required || a.Positional).Select(a => a.Name),
                body["required"]?.AsArray().Select(r => (string)r!) ?? []);
            if (command.Effect == CommandEffect.Reads)
                Assert.Equal(command.Arguments.Select(a => a.Name),
                    PathOf(command)["get"]!["parameters"]!.AsArray().Select(p => (string)p!["name"]!));
        }
        Assert.Equal("""{"type":"integer","minimum":1,"maximum":10000,"default":50}""", Argument("connections list", "limit"));
        Assert.Equal("""{"type":"string","enum":["since","bytes","messages","idle","id"],"default":"since"}""",
            Argument("connections list", "sort"));
        Assert.Equal("""{"type":"boolean"}""", Argument("connections list", "reverse"));
        Assert.Equal("""{"type":"string"}""", Argument("connections list", "route"));
        Assert.StartsWith("""{"type":"string","pattern":""", Argument("connections list", "timeout"));
    }

    [Fact]
    public void A_route_as_a_document_has_the_settings_that_are_declared()
    {
        var argument = PathOf(OperatorCatalogue.Find(
            "routes put")!)["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!["document"]!;
        Assert.Equal(("application/json", "#/components/schemas/route"),
            ((string?)argument["contentMediaType"], (string?)argument["contentSchema"]!["$ref"]));
        Assert.True(JsonNode.DeepEquals(SettingsSchema.Of(StandardPolicies.Model.Of(typeof(Route))),
            _document["components"]!["schemas"]!["route"]));
    }

    /// <summary>The rest of what one declaration yields is tested beside the settings.</summary>
    [Fact]
    public void A_setting_that_is_added_by_one_declaration_is_in_it()
    {
        var put = OperatorCatalogue.Find("routes put")! with { Arguments = [new(
            "document", ArgumentKind.Text, "A document") { Document = typeof(AddedSettings) }] };
        Assert.Equal(
            """{"type":"integer","minimum":1,"maximum":9,"description":"How many at a time: 1 to 9.","default":3}""",
            OpenApiDocument.Of([put], "1.2.3")["components"]!["schemas"]!["added-settings"]!["properties"]!["guests"]!.ToJsonString());
    }

    private sealed record AddedSettings
    {
        [Setting("How many at a time."), Between(1, 9)]
        public int Guests { get; init; } = 3;
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own()
    {
        var schemas = _document["components"]!["schemas"]!.AsObject();
        var references = All(_document).Where(n => n.Key == "$ref").Select(n => (string)n.Value!).Distinct().ToList();
        Assert.Equal(schemas.Select(s => $"#/components/schemas/{s.Key}").Order(StringComparer.Ordinal),
            references.Order(StringComparer.Ordinal));
        var ids = All(_document).Where(n => n.Key == "operationId").Select(n => (string)n.Value!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Lines_have_the_columns_of_the_command()
    {
        foreach (var command in OperatorCatalogue.All)
        {
            var kinds = _document["components"]!["schemas"]![$"{command.Group}-{command.Verb}-line"]!["oneOf"]!.AsArray();
            Assert.Equal(command.Columns.IsEmpty ? 1 : 2, kinds.Count);
            if (!command.Columns.IsEmpty)
                Assert.Equal(command.Columns.Select(c => c.Name), kinds[0]!["properties"]!["row"]!["properties"]!.AsObject()
                    .Select(p => p.Key));
        }
    }

    private JsonObject PathOf(OperatorCommand command) => _document["paths"]![$"/api/{command.Group}/{command.Verb}"]!.AsObject();

    private static string Argument(string command, string name) =>
        OpenApiSchemas.Argument(OperatorCatalogue.Find(command)!.Find(name)!).ToJsonString();

    private static IEnumerable<KeyValuePair<string, JsonNode?>> All(JsonNode? node) => node switch
    {
        JsonObject o => o.Concat(o.SelectMany(p => All(p.Value))),
        JsonArray a => a.SelectMany(All),
        _ => [],
    };
}
