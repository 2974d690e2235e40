using ActorProxy.Actors.Health;
using Akka.Actor;

namespace ActorProxy.Actors.Registry;

/// <summary>The registry as one node reaches it by one actor system: where commands go, and the node's own replica.</summary>
public sealed class NodeRegistry
{
    private readonly IActorRef _replica;

    private NodeRegistry(RegistryClient client, IActorRef replica) => (Client, _replica) = (client, replica);

    public RegistryClient Client { get; }

    internal static async Task<NodeRegistry> StartAsync(ActorSystem system, KnownRegistry known, NodeHealth health, TimeProvider time)
    {
        known.Routes.BeginAnew();
        var region = await RegistrySharding.StartAsync(system, time, known.Database, known.Faults);
        var client = new RegistryClient(region, known.Database);
        var replica = system.ActorOf(Props.Create(() => new RouteReplicaActor(client, known, health, time)), Replicas.Name);
        known.Use(replica);
        return new NodeRegistry(client, replica);
    }

    /// <summary>The node's replica of the registry.</summary>
    public Task<RegistryReplica> ReplicaAsync() => _replica.Ask<RegistryReplica>(GetReplica.Instance, TimeSpan.FromSeconds(5));
}
