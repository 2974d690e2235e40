using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ActorProxy.Shared.Operator;

/// <summary>All commands of operators. Command line, API and pbm are made from it, and each command has one handler.</summary>
public static class OperatorCatalogue
{
    public static ImmutableArray<OperatorCommand> All { get; } =
        [.. ConnectionCommands.All, .. RouteCommands.All, .. NodeCommands.All];

    private static readonly FrozenDictionary<string, OperatorCommand> ByName = All.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);

    public static OperatorCommand? Find(string name) => ByName.GetValueOrDefault(name);
}
