using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>Keeps what is registered. It opens no port: there is no protocol of Petabridge here.</summary>
public sealed class PetabridgeCmd : IExtension
{
    private readonly List<CommandPaletteHandler> _handlers = [];

    public IReadOnlyList<CommandPaletteHandler> Handlers => _handlers;

    public bool Started { get; private set; }

    public static PetabridgeCmd Get(ActorSystem system) => system.WithExtension<PetabridgeCmd, PetabridgeCmdProvider>();

    public void RegisterCommandPalette(CommandPaletteHandler handler) => _handlers.Add(handler);

    public void Start() => Started = true;
}
