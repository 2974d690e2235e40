using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>A palette, and the actor that does its commands.</summary>
public abstract class CommandPaletteHandler(CommandPalette palette)
{
    public CommandPalette Palette { get; } = palette;

    /// <summary>Each session has a handler of its own.</summary>
    public abstract Props HandlerProps { get; }
}
