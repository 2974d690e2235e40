namespace Petabridge.Cmd;

/// <summary>A command as an operator gave it.</summary>
/// <param name="palette">The first keyword.</param>
/// <param name="name">The second keyword.</param>
/// <param name="arguments">Each switch as it was written, and its value.</param>
public sealed class Command(string palette, string name, IEnumerable<Tuple<string, string>> arguments)
{
    public string Palette { get; } = palette;

    public string Name { get; } = name;

    public IReadOnlyList<Tuple<string, string>> Arguments { get; } = [.. arguments];
}
