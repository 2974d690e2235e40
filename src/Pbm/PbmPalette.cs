using ActorProxy.Shared.Operator;
using Petabridge.Cmd;

namespace ActorProxy.Pbm;

/// <summary>Commands of the catalogue as Petabridge.Cmd describes commands.</summary>
internal static class PbmPalette
{
    public static CommandPalette Of(string group, IEnumerable<OperatorCommand> commands) => new(NameOf(group), commands.Select(Of));

    /// <summary>The first keyword; <c>log</c> is Petabridge.Cmd's own palette.</summary>
    public static string NameOf(string group) => group == "log" ? "proxy-log" : group;

    private static CommandDefinition Of(OperatorCommand command)
    {
        var definition = new CommandDefinitionBuilder().WithName(command.Verb).WithDescription(command.Help);
        foreach (var (argument, names) in PbmSwitches.Of(command))
            definition = definition.WithArgument(a => names.Aggregate(
                a.WithName(argument.Name)
                    .WithDescription($"{argument.Help} ({Explain(argument)})")
                    .IsMandatory(argument.Required || argument.Positional)
                    .WithDefaultValues(Offers(argument)),
                (built, name) => built.WithSwitch(name)));
        return definition.Build();
    }

    private static string Explain(OperatorArgument argument) =>
        argument.Default is { Length: > 0 } fallback ? $"{argument.Allowed}; default {fallback}" : argument.Allowed;

    /// <summary>What the client offers while one types. The service fills in defaults.</summary>
    private static string[] Offers(OperatorArgument argument) => argument switch
    {
        { Kind: ArgumentKind.Choice } => [.. argument.Choices],
        { Kind: ArgumentKind.Flag } => ["true", "false"],
        { Default: { Length: > 0 } fallback } => [fallback],
        _ => [],
    };
}
