using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>Makes the extension of an actor system.</summary>
public sealed class PetabridgeCmdProvider : ExtensionIdProvider<PetabridgeCmd>
{
    public override PetabridgeCmd CreateExtension(ExtendedActorSystem system) => new();
}
