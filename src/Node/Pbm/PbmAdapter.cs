using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Options;
using Akka.Actor;

namespace ActorProxy.Node.Pbm;

/// <summary>
/// The adapter to Petabridge.Cmd, which only builds with <c>-p:PetabridgeCmd=true</c> have: found by its name, so that the
/// node's code is the same in all builds.
/// </summary>
public static class PbmAdapter
{
    private static readonly Action<ActorSystem, IOperatorService, PbmOptions>? Host =
        Type.GetType("ActorProxy.Pbm.PbmHost, ActorProxy.Pbm")?.GetMethod("Start")
            ?.CreateDelegate<Action<ActorSystem, IOperatorService, PbmOptions>>();

    public static bool Exists => Host is not null;

    /// <summary>Listens until the system ends.</summary>
    /// <exception cref="InvalidOperationException">This build has no adapter.</exception>
    public static void Start(ActorSystem system, IOperatorService service, PbmOptions options) =>
        (Host ?? throw new InvalidOperationException("This build is without Petabridge.Cmd."))(system, service, options);
}
