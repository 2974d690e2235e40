using System.Globalization;
using System.Net;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Cluster;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;

namespace ActorProxy.Actors.Tests.Membership;

/// <summary>
/// A node that enters its cluster by seed nodes, on loopback; its actor system may be started again, in the same process.
/// </summary>
internal sealed class SeedNode(int port, params int[] seeds) : IAsyncDisposable
{
    private ActorSystem? _system;
    private CountedLook? _look;

    /// <summary>Of the actor system that runs, or ran last.</summary>
    public Cluster Cluster => Cluster.Get(_system!);

    public string Name => $"127.0.0.1:{port}";

    public NodeHealth Health { get; private set; } = new();

    /// <summary>Null makes the next start one of a new process, which remembers nothing.</summary>
    public FormerMembers? Former { get; set; }

    public bool IsMember => Cluster.SelfMember.Status == MemberStatus.Up;

    /// <param name="answers">Whether it answers questions; one of an earlier version does not, and is to be joined by the test.</param>
    public void Start(bool answers = true)
    {
        (Former, Health) = (Former ?? new FormerMembers(), new NodeHealth());
        var bound = ConfigurationFactory.ParseString($"akka.remote.dot-netty.tcp.port = {port.ToString(CultureInfo.InvariantCulture)}");
        _system = ActorSystem.Create("actorproxy", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(bound.WithFallback(TestCluster.Config)), StrictSerialization.Setup));
        var look = _look = new CountedLook(new SeedLook(seeds.Select(seed => new DnsEndPoint("127.0.0.1", seed))));
        var (former, health) = (Former, Health);
        if (answers)
            _system.ActorOf(Props.Create(() => new ClusterEntry(look, former, health, TimeProvider.System)), ClusterEntry.Name);
    }

    public Task StopAsync() => _system!.Terminate();

    /// <summary>Until the cluster has told it that it goes on without it, and its actor system has ended.</summary>
    public Task EndsAsync() => _system!.WhenTerminated.WaitAsync(Peer.Timeout);

    public Task SaysAsync(string why) => Wait.UntilAsync(
        () => Health.Current.Entry.Contains(why, StringComparison.Ordinal), $"'{why}' at {Name}");

    /// <summary>So many looks more.</summary>
    public Task LooksAsync(int more)
    {
        var target = _look!.Count + more;
        return Wait.UntilAsync(() => _look.Count >= target, "another look");
    }

    /// <summary>Until it sees these, itself among them, and nobody else, all of them up.</summary>
    public Task SeesAsync(params SeedNode[] nodes) => Wait.UntilAsync(
        () => Cluster.State is { Unreachable.Count: 0 } state && state.Members.All(member => member.Status == MemberStatus.Up)
            && state.Members.Select(member => $"{member.Address.Host}:{member.Address.Port}").ToHashSet()
                .SetEquals(nodes.Select(n => n.Name)),
        $"a cluster of {nodes.Length} at {Name}");

    public async ValueTask DisposeAsync()
    {
        if (_system is { } system)
            await system.Terminate();
    }

    private sealed class CountedLook(IClusterLook look) : IClusterLook
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public TimeSpan Interval => look.Interval;

        public Task<ContactPoints> FindAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _count);
            return look.FindAsync(cancellation);
        }

        public void Dispose() => look.Dispose();
    }
}
