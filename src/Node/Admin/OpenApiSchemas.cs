using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Admin;

/// <summary>JSON schemas (2020-12) of arguments and of the lines of answers.</summary>
internal static class OpenApiSchemas
{
    public static JsonObject Argument(OperatorArgument argument)
    {
        var schema = argument.Kind switch
        {
            ArgumentKind.Number => Number(argument),
            ArgumentKind.Flag => new JsonObject { ["type"] = "boolean" },
            ArgumentKind.Choice => new JsonObject { ["type"] = "string", ["enum"] = Texts(argument.Choices) },
            ArgumentKind.Duration => new JsonObject { ["type"] = "string", ["pattern"] = @"^[0-9]+(\.[0-9]+)?\s*(ms|s|m|h|d)$" },
            ArgumentKind.Size => new JsonObject { ["type"] = "string", ["pattern"] = @"^[0-9]+\s*(B|KiB|MiB|GiB)$" },
            _ => new JsonObject { ["type"] = "string" },
        };
        if (argument.Document is { } document)
        {
            schema["contentMediaType"] = "application/json";
            schema["contentSchema"] = Reference(DocumentName(document));
        }
        if (argument.Default is { } value)
            schema["default"] = argument.Kind switch
            {
                ArgumentKind.Number => long.Parse(value, CultureInfo.InvariantCulture),
                ArgumentKind.Flag => value == "true",
                _ => value,
            };
        return schema;
    }

    public static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    /// <summary>The records of settings that arguments of the commands have as JSON, by name, as they are declared for files.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Documents(IEnumerable<OperatorCommand> commands) =>
        commands.SelectMany(command => command.Arguments).Select(argument => argument.Document).OfType<Type>().Distinct()
            .Select(document => KeyValuePair.Create<string, JsonNode?>(
                DocumentName(document), SettingsSchema.Of(StandardPolicies.Model.Of(document))));

    private static string DocumentName(Type document) => JsonNamingPolicy.KebabCaseLower.ConvertName(document.Name);

    /// <summary>All arguments of a command as one object.</summary>
    public static JsonObject Body(OperatorCommand command)
    {
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(command.Arguments.Select(a =>
            {
                var property = Argument(a);
                property["description"] = a.Help;
                return KeyValuePair.Create<string, JsonNode?>(a.Name, property);
            })),
        };
        var required = command.Arguments.Where(a => a.Required || a.Positional).Select(a => a.Name).ToList();
        if (required.Count > 0)
            schema["required"] = Texts(required);
        return schema;
    }

    /// <summary>A line of a command's answer.</summary>
    public static JsonObject Line(OperatorCommand command)
    {
        var kinds = new JsonArray();
        if (!command.Columns.IsEmpty)
            kinds.Add(new JsonObject
            {
                ["type"] = "object",
                ["required"] = Texts(["kind", "row"]),
                ["properties"] = new JsonObject
                {
                    ["kind"] = new JsonObject { ["const"] = "row" },
                    ["row"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject(command.Columns.Select(
                            c => KeyValuePair.Create<string, JsonNode?>(c.Name, Column(c.Unit)))),
                    },
                },
            });
        kinds.Add(Text(["line", "warning", "error", "next"],
            "A line for people, a warning, why the command was not done, or the token of the next page"));
        return new JsonObject { ["oneOf"] = kinds };
    }

    public static JsonObject Error() => Text(["error"], "What is wrong, and what to do");

    private static JsonObject Text(IEnumerable<string> kinds, string description) => new()
    {
        ["type"] = "object",
        ["required"] = Texts(["kind", "text"]),
        ["properties"] = new JsonObject
        {
            ["kind"] = new JsonObject { ["enum"] = Texts(kinds) },
            ["text"] = new JsonObject { ["type"] = "string", ["description"] = description },
        },
    };

    private static JsonObject Number(OperatorArgument argument)
    {
        var schema = new JsonObject { ["type"] = "integer", ["minimum"] = argument.Min };
        if (argument.Max != long.MaxValue)
            schema["maximum"] = argument.Max;
        return schema;
    }

    private static JsonObject Column(ColumnUnit unit) => unit switch
    {
        ColumnUnit.Count => new JsonObject { ["type"] = "integer" },
        ColumnUnit.Bytes => new JsonObject { ["type"] = "integer", ["description"] = "Bytes" },
        ColumnUnit.BytesPerSecond => new JsonObject { ["type"] = "integer", ["description"] = "Bytes per second" },
        ColumnUnit.PerSecond => new JsonObject { ["type"] = "number", ["description"] = "Per second" },
        ColumnUnit.Milliseconds => new JsonObject { ["type"] = "integer", ["description"] = "Milliseconds" },
        ColumnUnit.Time => new JsonObject { ["type"] = "string", ["format"] = "date-time", ["description"] = "UTC" },
        ColumnUnit.Flag => new JsonObject { ["type"] = "boolean" },
        _ => new JsonObject { ["type"] = "string" },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => JsonValue.Create(t))];
}
