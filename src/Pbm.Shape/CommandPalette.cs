namespace Petabridge.Cmd;

/// <summary>Commands with the same first keyword.</summary>
public sealed class CommandPalette(string moduleName, IEnumerable<CommandDefinition> commands)
{
    public string ModuleName { get; } = moduleName;

    public IReadOnlyList<CommandDefinition> Commands { get; } = [.. commands];
}
