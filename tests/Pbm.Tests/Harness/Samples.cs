using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm.Tests.Harness;

/// <summary>Arguments that are allowed.</summary>
internal static class Samples
{
    public static TheoryData<string> Commands => [.. OperatorCatalogue.All.Select(c => c.Name)];

    public static string Of(OperatorArgument argument) => argument.Kind switch
    {
        ArgumentKind.Number => $"{argument.Min + 1}",
        ArgumentKind.Duration => "3s",
        ArgumentKind.Size => "3KiB",
        ArgumentKind.Flag => "true",
        ArgumentKind.Choice => argument.Choices[^1],
        _ => "some",
    };

    /// <summary>What a command must have, and the word that it is meant.</summary>
    public static List<(string, string?)> Required(OperatorCommand command)
    {
        List<(string, string?)> given = [.. command.Arguments.Where(a => a.Required || a.Positional)
            .Select(a => ($"--{a.Name}", (string?)Of(a)))];
        if (command.Effect == CommandEffect.Destroys)
            given.Add(("--yes", "true"));
        return given;
    }
}
