using System.Collections.Immutable;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Pbm;

/// <summary>
/// How the arguments of commands are written in pbm: each by a switch, also those that are given by their place elsewhere.
/// </summary>
internal static class PbmSwitches
{
    /// <summary>An operator who ends connections says that he means it: nobody can ask him.</summary>
    public static readonly OperatorArgument Yes = new("yes", ArgumentKind.Flag, "Do it: the command can end connections");

    public static readonly OperatorArgument Wide = new("wide", ArgumentKind.Flag, "All columns");

    /// <summary>The arguments, and ours, each with its switches: <c>--name</c>, and <c>-n</c> for the first one with that letter.</summary>
    public static IReadOnlyList<(OperatorArgument Argument, ImmutableArray<string> Switches)> Of(OperatorCommand command)
    {
        // -h is help in most programs.
        var taken = new HashSet<char> { 'h', 'w', 'y' };
        var all = command.Arguments.Select(a => (a, Names(a.Name))).ToList();
        if (command.Effect == CommandEffect.Destroys)
            all.Add((Yes, ["--yes", "-y"]));
        if (command.Columns.Any(c => c.Wide) && !PbmText.IsOneThing(command))
            all.Add((Wide, ["--wide", "-w"]));
        return all;

        ImmutableArray<string> Names(string name) => taken.Add(name[0]) ? [$"--{name}", $"-{name[0]}"] : [$"--{name}"];
    }
}
