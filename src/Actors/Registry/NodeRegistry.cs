using ActorProxy.Actors.Health;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Registry;

/// <summary>The registry as one node sees it: where commands go, and the node's own replica.</summary>
public sealed class NodeRegistry : IDisposable
{
    private readonly IActorRef _replica;

    private NodeRegistry(RegistryClient client, IActorRef replica, RegistryMetrics metrics, HostFaults faults)
    {
        Faults = faults;
        Client = client;
        _replica = replica;
        Metrics = metrics;
    }

    public RegistryClient Client { get; }

    public RegistryMetrics Metrics { get; }

    /// <summary>Of the hosts that this node holds and, while it is the oldest, of all.</summary>
    public HostFaults Faults { get; }

    /// <param name="swap">Makes a table the one that serves.</param>
    internal static async Task<NodeRegistry> StartAsync(
        ActorSystem system, ProxyOptions options, NodeHealth health, TimeProvider time, Action<RouteTable> swap, IRegistryDatabase database)
    {
        var faults = new HostFaults();
        var region = await RegistrySharding.StartAsync(system, time, database, faults);
        var client = new RegistryClient(region, database);
        var metrics = new RegistryMetrics(time, faults);
        var routes = new NodeRoutes(options.Routes, StaticRoutes.From(options.Registry.Revision, options.Routes), swap,
            isAlone: !options.Cluster.Enabled);
        var replica = system.ActorOf(Props.Create(() => new RouteReplicaActor(client, routes, health, metrics, time, database, faults)),
            Replicas.Name);
        return new NodeRegistry(client, replica, metrics, faults);
    }

    /// <summary>
    /// Another configuration's routes stand in the place of this one's: here at once, elsewhere when the registry has them.
    /// </summary>
    public void Reload(StaticRoutes configuration) => _replica.Tell(new ReloadRoutes(configuration));

    /// <summary>The node's replica of the registry.</summary>
    public Task<RegistryReplica> ReplicaAsync() => _replica.Ask<RegistryReplica>(GetReplica.Instance, TimeSpan.FromSeconds(5));

    public void Dispose() => Metrics.Dispose();
}
