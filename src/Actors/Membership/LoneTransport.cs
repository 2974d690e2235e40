using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorProxy.Actors.Membership;

/// <summary>
/// The transport of a node that is alone: Akka's cluster, which the registry needs, wants one. It has no socket, so nobody reaches
/// the node by it, and it reaches nobody.
/// </summary>
public sealed class LoneTransport : Akka.Remote.Transport.Transport
{
    private const string Scheme = "lone";

    /// <summary>Akka wants some port in the address of a member.</summary>
    private const int Port = 1;

    private readonly TaskCompletionSource<IAssociationEventListener> _listener = new();

    /// <summary>Akka makes it.</summary>
    public LoneTransport(ActorSystem system, Config config) => (System, Config) = (system, config);

    /// <summary>Whether it is that of a node which is alone.</summary>
    public static bool Is(Address address) => address.Protocol == $"akka.{Scheme}";

    public override string SchemeIdentifier => Scheme;

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() =>
        Task.FromResult((new Address(SchemeIdentifier, System.Name, "local", Port), _listener));

    public override bool IsResponsibleFor(Address remote) => true;

    public override Task<AssociationHandle> Associate(Address remoteAddress) =>
        Task.FromException<AssociationHandle>(new InvalidAssociationException($"The node is alone: it does not talk to {remoteAddress}"));

    public override Task<bool> Shutdown() => Task.FromResult(true);
}
