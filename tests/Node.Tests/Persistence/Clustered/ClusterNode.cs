using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace ActorProxy.Node.Tests.Persistence.Clustered;

/// <summary>
/// A node of a cluster in this process as far as the registry is concerned: a database connection, a journal with a writer's id of
/// its own, and a table by which it would serve. The network to another node can be cut, and all its actors can be frozen.
/// </summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private static readonly Config Quick = ConfigurationFactory.ParseString("""
        akka {
          remote.dot-netty.tcp.applied-adapters = ["trttl"]
          remote.retry-gate-closed-for = 200 ms
          cluster {
            failure-detector { heartbeat-interval = 200 ms, acceptable-heartbeat-pause = 2 s }
            sharding {
              state-store-mode = ddata
              retry-interval = 200 ms
              rebalance-interval = 500 ms
              least-shard-allocation-strategy { rebalance-absolute-limit = 40, rebalance-relative-limit = 1.0 }
              distributed-data.durable.keys = []
            }
            distributed-data { durable.keys = [], gossip-interval = 200 ms, notify-subscribers-interval = 100 ms }
            singleton.hand-over-retry-interval = 200 ms
            singleton-proxy.singleton-identification-interval = 200 ms
          }
        }
        """);

    private readonly RegistryDatabase _database;
    private readonly NodeHealth _health;
    private RouteTable _table = RouteTable.Empty;
    private KnownRegistry? _known;
    private bool _ended;

    private ClusterNode(ActorSystem system, RegistryDatabase database, NodeHealth health) =>
        (System, _database, _health) = (system, database, health);

    public ActorSystem System { get; }

    public Address Address => Akka.Cluster.Cluster.Get(System).SelfAddress;

    public IActorRef Region => ClusterSharding.Get(System).ShardRegion(RegistrySharding.TypeName);

    public RouteTable Table => Volatile.Read(ref _table);

    public bool Synced => _health.Current.RoutesSynced;

    public KnownRegistry Registry => _known!;

    /// <param name="seed">A member; null for the first node of a cluster.</param>
    /// <param name="extra">HOCON that goes before all other.</param>
    public static async Task<ClusterNode> StartAsync(RegistryOptions options, ClusterNode? seed, string extra = "")
    {
        var database = await RegistryDatabase.PrepareAsync(
            options, RegistryNode.Logger(new RecordingSink()), TimeProvider.System, shared: true);
        await database.Prepared.WaitAsync(Peer.Timeout);
        var config = ConfigurationFactory.ParseString(extra).WithFallback(Quick).WithFallback(TestCluster.Config)
            .WithFallback(database.Akka);
        var health = new NodeHealth();
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), StrictSerialization.Setup);
        var node = new ClusterNode(ActorSystem.Create("actorproxy", setup), database, health);
        try
        {
            var proxy = new ProxyOptions { Registry = options with { Enabled = true } };
            node._known = new KnownRegistry(proxy, database, TimeProvider.System, table => Volatile.Write(ref node._table, table));
            await NodeRegistry.StartAsync(node.System, node._known, health, TimeProvider.System);
            using var limit = new CancellationTokenSource(Peer.Timeout);
            await Akka.Cluster.Cluster.Get(node.System).JoinAsync((seed ?? node).Address, limit.Token);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public Task<RegistryReply> SendAsync(RegistryCommand command, TimeSpan timeout) =>
        new RegistryClient(Region) { Timeout = timeout }.SendAsync(command);

    /// <summary>Leaves as a node does that is stopped: it hands its shards over, and ends.</summary>
    public async Task LeaveAsync()
    {
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance).WaitAsync(Peer.Timeout * 2);
        await DisposeAsync();
    }

    /// <summary>Whatever is sent between the two nodes is lost, or no longer.</summary>
    public async Task CutAsync(ClusterNode other, bool cut)
    {
        ThrottleMode mode = cut ? Blackhole.Instance : Unthrottled.Instance;
        foreach (var (from, to) in ((ClusterNode, ClusterNode)[])[(this, other), (other, this)])
            await ((Akka.Remote.IRemoteActorRefProvider)((ExtendedActorSystem)from.System).Provider).Transport
                .ManagementCommand(new SetThrottle(to.Address, ThrottleTransportAdapter.Direction.Both, mode));
    }

    /// <summary>No actor of the node gets a message until it is thawed; what is under way in the database goes on.</summary>
    public void Freeze()
    {
        var system = (ExtendedActorSystem)System;
        system.SystemGuardian.Suspend();
        system.Guardian.Suspend();
    }

    public void Thaw()
    {
        var system = (ExtendedActorSystem)System;
        system.Guardian.Resume();
        system.SystemGuardian.Resume();
    }

    /// <summary>Ends as a process that is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended)
            return;
        _ended = true;
        await System.Terminate();
        _known?.Dispose();
        await _database.DisposeAsync();
    }
}
