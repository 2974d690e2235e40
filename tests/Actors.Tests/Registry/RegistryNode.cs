using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>The registry on one node, with the table that it would serve by.</summary>
internal sealed class RegistryNode
{
    private RouteTable _table;
    private int _swaps;
    private NodeRegistry? _registry;
    private KnownRegistry? _known;

    private RegistryNode(ActorSystem system, RouteTable routes) => (System, _table) = (system, routes);

    public ActorSystem System { get; }

    public NodeHealth Health { get; } = new();

    public KnownRegistry Registry => _known!;

    public RouteTable Table => Volatile.Read(ref _table);

    /// <summary>How often another table was made the one that serves.</summary>
    public int Swaps => Volatile.Read(ref _swaps);

    public bool Synced => Health.Current.RoutesSynced;

    public static async Task<RegistryNode> StartAsync(
        ActorSystem system, IRegistryDatabase database, TimeProvider time, RouteTable? routes = null, int revision = 0)
    {
        var node = new RegistryNode(system, routes ?? RouteTable.Empty);
        var options = new ProxyOptions
        {
            Routes = node.Table,
            Registry = new RegistryOptions { Enabled = true, Revision = revision },
            Cluster = new ClusterOptions { Enabled = true },
        };
        node._known = new KnownRegistry(options, database, time, node.Swap);
        node._registry = await NodeRegistry.StartAsync(system, node._known, node.Health, time);
        return node;
    }

    public Task<RegistryReply> SendAsync(RegistryCommand command) => _registry!.Client.SendAsync(command);

    /// <summary>Does what the client asks its user to do where the machine is busy: sends the command again.</summary>
    /// <returns>The host's revision after it.</returns>
    public async Task<long> DoAsync(RegistryCommand command)
    {
        var start = TimeProvider.System.GetTimestamp();
        RegistryReply reply;
        do
            reply = await SendAsync(command);
        while (reply is CommandRejected { Reason: RejectionReason.Unavailable }
            && TimeProvider.System.GetElapsedTime(start) < Peer.Timeout);
        return Assert.IsType<CommandAccepted>(reply).Revision;
    }

    public Task<long> PutAsync(string host, string route) => DoAsync(new PutRoute(RegistryClient.NewId(), HostRoute.Of(host, route)));

    public void Reload(int revision, RouteTable routes) => Registry.Reload(StaticRoutes.From(revision, routes));

    public Task ServesAsync(string host, string routes) =>
        Wait.UntilAsync(() => Table.Of(host) == routes, $"{host} with {routes}; it has {Table.Of(host)}");

    private void Swap(RouteTable table)
    {
        Interlocked.Increment(ref _swaps);
        Volatile.Write(ref _table, table);
    }
}
