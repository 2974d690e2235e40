namespace Petabridge.Cmd;

/// <summary>What a command is called and takes.</summary>
public sealed record CommandDefinition(string Name, string Description, IReadOnlyDictionary<string, CommandArgument> ArgumentsByName);
