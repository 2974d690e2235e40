namespace Petabridge.Cmd;

/// <summary>What an argument of a command is called and may be.</summary>
/// <param name="DefaultValues">What the client offers; nothing is filled in from it.</param>
public sealed record CommandArgument(
    string Name, string Description, IReadOnlyList<string> Switch, bool IsMandatory, bool AllowMultiple,
    IReadOnlyList<string> DefaultValues);
