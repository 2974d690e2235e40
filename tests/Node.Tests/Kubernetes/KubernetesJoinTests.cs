using System.Globalization;
using System.Net.Sockets;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Kubernetes;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Wire;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Kubernetes;

/// <summary>
/// Whole nodes on addresses of their own, before one scripted API, in real time: a margin of 5 s each time a cluster is founded.
/// </summary>
public sealed class KubernetesJoinTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _joins = [];
    private readonly List<ActorSystem> _systems = [];
    private readonly int _port = FreePort.Next();
    private ScriptedApi _api = null!;

    public async Task InitializeAsync() => _api = await ScriptedApi.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var join in _joins)
            await join.DisposeAsync();
        await Task.WhenAll(_systems.Select(s => s.Terminate()));
        await _api.DisposeAsync();
    }

    [LinuxFact] // macOS has one loopback address only
    public async Task Nodes_become_one_cluster_and_later_ones_join_it_whatever_their_address()
    {
        List<(ActorSystem System, string Ip)> nodes = [Node("127.0.0.12"), Node("127.0.0.13")];
        Lists(nodes);
        await Task.WhenAll(nodes.Select(n => Join(n.System)));
        await FormsAsync(nodes);

        nodes.Add(Node("127.0.0.11"));
        Lists(nodes);
        await Join(nodes[^1].System);

        await FormsAsync(nodes);
        Assert.Equal("127.0.0.12", Cluster.Get(nodes[0].System).State.Members.OrderBy(m => m, Member.AgeOrdering).First().Address.Host);
    }

    [LinuxFact]
    public async Task Nodes_of_both_families_become_one_cluster()
    {
        if (!Socket.OSSupportsIPv6)
            return;
        List<(ActorSystem System, string Ip)> nodes = [Node("127.0.0.12"), Node("::1")];
        Lists(nodes);

        await Task.WhenAll(nodes.Select(n => Join(n.System)));

        await FormsAsync(nodes);
    }

    [LinuxFact]
    public async Task A_node_waits_for_the_pods_that_a_cluster_needs_and_for_the_api()
    {
        var (first, second) = (Node("127.0.0.12"), Node("127.0.0.13"));
        _api.Answer = ScriptedApi.Json(403, "{}");
        var joined = Join(first.System);
        await Wait.UntilAsync(() => _api.Requests.Count >= 2, "a second question after the refusal");
        Lists([first]);
        var asked = _api.Requests.Count;
        await Wait.UntilAsync(() => _api.Requests.Count >= asked + 3, "looks at one pod");
        Assert.False(joined.IsCompleted);

        Lists([first, second]);
        await Task.WhenAll(joined, Join(second.System));

        await FormsAsync([first, second]);
    }

    [Fact]
    public void A_host_name_is_no_address_to_be_found_at()
    {
        var system = NewSystem("localhost", "127.0.0.1");
        using var discovery = new KubernetesDiscovery(_api.Configuration, new ClusterOptions(), TimeProvider.System);

        var failure = Assert.Throws<IOException>(() => KubernetesJoin.Start(system, new ClusterOptions(), discovery, TimeProvider.System));

        Assert.Contains("hostname = ${POD_IP}", failure.Message);
    }

    private static Task FormsAsync(List<(ActorSystem System, string Ip)> nodes) => Wait.UntilAsync(
        () => nodes.All(n => Cluster.Get(n.System).State.Members is { } members
            && members.Count == nodes.Count && members.All(m => m.Status == MemberStatus.Up)),
        $"a cluster of {nodes.Count}");

    private void Lists(IEnumerable<(ActorSystem System, string Ip)> nodes) =>
        _api.Answer = ScriptedApi.Json(200, Pod.List(nodes.Select(n => new Pod("actorproxy-" + n.Ip, n.Ip) { Ready = false })));

    private Task Join(ActorSystem system)
    {
        var options = new ClusterOptions { Enabled = true, Port = _port, Discovery = DiscoveryMethod.Kubernetes };
        var join = KubernetesJoin.Start(system, options, new KubernetesDiscovery(_api.Configuration, options, TimeProvider.System),
            TimeProvider.System);
        _joins.Add(join);
        return join.Joined;
    }

    private (ActorSystem System, string Ip) Node(string ip) => (NewSystem(ip, ip), ip);

    private ActorSystem NewSystem(string hostname, string bind)
    {
        var system = ActorSystem.Create("actorproxy", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = WARNING
              stdout-loglevel = OFF
              actor {
                provider = cluster
                serializers.wire = "{{typeof(WireSerializer).AssemblyQualifiedName}}"
                serializers.refuse = "{{typeof(RefusingSerializer).AssemblyQualifiedName}}"
                serialization-bindings { "{{typeof(IWireMessage).AssemblyQualifiedName}}" = wire, "System.Object" = refuse }
              }
              remote.dot-netty.tcp { hostname = "{{bind}}", public-hostname = "{{hostname}}", port = {{_port.ToString(CultureInfo.InvariantCulture)}} }
              cluster { gossip-interval = 200ms, leader-actions-interval = 200ms }
            }
            """));
        _systems.Add(system);
        return system;
    }
}
