using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Configuration;
using Petabridge.Cmd.Host;

namespace ActorProxy.Pbm;

/// <summary>Opens an actor system to pbm, the command line of Petabridge.Cmd. It ends with the system.</summary>
public static class PbmHost
{
    /// <summary>Listens. A node finds this method by its name, as only some builds have it.</summary>
    public static void Start(ActorSystem system, IOperatorService service, PbmOptions options)
    {
        // Petabridge.Cmd has its port from the system's configuration; its own default is 0.0.0.0.
        system.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString(
            $"petabridge.cmd {{ host = \"{options.Address}\", port = {options.Port} }}"));
        var pbm = PetabridgeCmd.Get(system);
        foreach (var group in OperatorCatalogue.All.GroupBy(c => c.Group))
            pbm.RegisterCommandPalette(new PbmPaletteHandler(group.Key, [.. group], service));
        pbm.Start();
    }
}
