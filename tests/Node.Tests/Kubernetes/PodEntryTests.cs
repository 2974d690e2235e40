using System.Globalization;
using System.Net.Sockets;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
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
public sealed class PodEntryTests : IAsyncLifetime
{
    private readonly List<IDisposable> _looks = [];
    private readonly List<ActorSystem> _systems = [];
    private readonly int _port = FreePort.Next();
    private ScriptedApi _api = null!;

    public async Task InitializeAsync() => _api = await ScriptedApi.StartAsync();

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(s => s.Terminate()));
        foreach (var look in _looks)
            look.Dispose();
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

    private static Task FormsAsync(List<(ActorSystem System, string Ip)> nodes) => Wait.UntilAsync(
        () => nodes.All(n => Cluster.Get(n.System).State.Members is { } members
            && members.Count == nodes.Count && members.All(m => m.Status == MemberStatus.Up)),
        $"a cluster of {nodes.Count}");

    private void Lists(IEnumerable<(ActorSystem System, string Ip)> nodes) =>
        _api.Answer = ScriptedApi.Json(200, Pod.List(nodes.Select(n => new Pod("actorproxy-" + n.Ip, n.Ip) { Ready = false })));

    private Task Join(ActorSystem system)
    {
        var options = new ClusterOptions { Enabled = true, Port = _port, Discovery = DiscoveryMethod.Kubernetes };
        var look = new PodLook(new KubernetesDiscovery(_api.Configuration, options, TimeProvider.System), options.Kubernetes.RequiredNodes);
        _looks.Add(look);
        system.ActorOf(Props.Create(() => new ClusterEntry(look, new FormerMembers(), new NodeHealth(), TimeProvider.System)),
            ClusterEntry.Name);
        return Wait.UntilAsync(() => Cluster.Get(system).SelfMember.Status == MemberStatus.Up, $"{system} is a member");
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
