using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Admin;

/// <summary>The catalogue as JSON, for programs that make their own surface from it.</summary>
internal static class CatalogueDocument
{
    public static JsonObject Of(IEnumerable<OperatorCommand> commands) =>
        new() { ["commands"] = new JsonArray([.. commands.Select(Command)]) };

    private static JsonNode Command(OperatorCommand command)
    {
        var document = new JsonObject
        {
            ["group"] = command.Group,
            ["verb"] = command.Verb,
            ["help"] = command.Help,
            ["effect"] = Units.Keyword(command.Effect),
            ["nodes"] = Units.Keyword(command.Nodes),
            ["follows"] = command.Follows,
            ["arguments"] = new JsonArray([.. command.Arguments.Select(Argument)]),
            ["columns"] = new JsonArray([.. command.Columns.Select(Column)]),
        };
        if (command.MergeBy is { } column)
            document["merge-by"] = column;
        return document;
    }

    private static JsonNode Argument(OperatorArgument argument)
    {
        var document = new JsonObject
        {
            ["name"] = argument.Name,
            ["kind"] = Units.Keyword(argument.Kind),
            ["help"] = argument.Help,
            ["required"] = argument.Required || argument.Positional,
            ["positional"] = argument.Positional,
            ["allowed"] = argument.Allowed,
        };
        if (argument.Default is { } value)
            document["default"] = value;
        if (argument.Kind == ArgumentKind.Choice)
            document["choices"] = new JsonArray([.. argument.Choices.Select(c => JsonValue.Create(c))]);
        if (argument.Kind == ArgumentKind.Number)
        {
            document["min"] = argument.Min;
            if (argument.Max != long.MaxValue)
                document["max"] = argument.Max;
        }
        return document;
    }

    private static JsonNode Column(OperatorColumn column) =>
        new JsonObject { ["name"] = column.Name, ["unit"] = Units.Keyword(column.Unit), ["wide"] = column.Wide };
}
