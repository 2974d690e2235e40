using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Admin;

/// <summary>The API as an OpenAPI 3.1 document, made from the catalogue: the same catalogue gives the same document.</summary>
internal static class OpenApiDocument
{
    /// <summary>Statuses of every command besides 200, and what they mean.</summary>
    private static readonly (string Status, string Meaning)[] Failures =
    [
        ("400", "The arguments are wrong, or the command was not done"),
        ("401", "The token is missing or wrong"),
        ("403", "A page of another site, where no token is asked for"),
        ("413", "The body is larger than 512 KiB"),
        ("415", "The body is no application/json"),
        ("429", "Too many wrong tokens from this address"),
        ("500", "A defect of ActorProxy; the node's log says more"),
    ];

    public static JsonObject Of(IReadOnlyCollection<OperatorCommand> commands, string version) => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "ActorProxy",
            ["version"] = version,
            ["description"] = "Commands of operators. Answers come as they are made: each line of application/x-ndjson is one piece, "
                + "and the schemas describe a line.",
        },
        ["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() }, new JsonObject()),
        ["tags"] = new JsonArray([.. commands.Select(c => c.Group).Distinct().Select(group => new JsonObject { ["name"] = group })]),
        ["paths"] = new JsonObject(commands.Select(c => KeyValuePair.Create<string, JsonNode?>($"/api/{c.Group}/{c.Verb}", Path(c)))),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject
            {
                ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer",
                    ["description"] = "Where the node has a token; on loopback it may have none" },
            },
            ["schemas"] = new JsonObject(commands.Select(c => KeyValuePair.Create<string, JsonNode?>(LineName(c), OpenApiSchemas.Line(c)))
                .Prepend(KeyValuePair.Create<string, JsonNode?>(ErrorName, OpenApiSchemas.Error()))
                .Concat(OpenApiSchemas.Documents(commands))),
        },
    };

    private const string ErrorName = "error";

    private static string LineName(OperatorCommand command) => $"{command.Group}-{command.Verb}-line";

    private static JsonObject Path(OperatorCommand command)
    {
        var path = new JsonObject();
        if (command.Effect == CommandEffect.Reads)
        {
            var get = Operation(command, "get");
            get["parameters"] = new JsonArray([.. command.Arguments.Select(Parameter)]);
            path["get"] = get;
        }
        var post = Operation(command, "post");
        post["requestBody"] = new JsonObject
        {
            ["required"] = command.Arguments.Any(IsRequired),
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = OpenApiSchemas.Body(command) } },
        };
        path["post"] = post;
        return path;
    }

    private static JsonObject Operation(OperatorCommand command, string method) => new()
    {
        ["operationId"] = $"{method}-{command.Group}-{command.Verb}",
        ["summary"] = command.Help,
        ["tags"] = new JsonArray(command.Group),
        ["responses"] = new JsonObject(Failures
            .Select(f => KeyValuePair.Create<string, JsonNode?>(f.Status, Response(f.Meaning, ErrorName)))
            .Prepend(KeyValuePair.Create<string, JsonNode?>("200",
                Response(command.Follows ? "Pieces of the answer, until the caller hangs up" : "Pieces of the answer",
                LineName(command))))),
    };

    private static JsonNode Parameter(OperatorArgument argument) => new JsonObject
    {
        ["name"] = argument.Name,
        ["in"] = "query",
        ["description"] = argument.Help,
        ["required"] = IsRequired(argument),
        ["schema"] = OpenApiSchemas.Argument(argument),
    };

    private static JsonObject Response(string description, string schema) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject
        {
            [AdminReply.Lines] = new JsonObject { ["schema"] = OpenApiSchemas.Reference(schema) },
        },
    };

    private static bool IsRequired(OperatorArgument argument) => argument.Required || argument.Positional;
}
