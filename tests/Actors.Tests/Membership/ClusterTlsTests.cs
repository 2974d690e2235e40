using System.Diagnostics;
using System.Net;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Remote;

namespace ActorProxy.Actors.Tests.Membership;

/// <summary>Nodes that talk by mutual TLS.</summary>
public sealed class ClusterTlsTests : IAsyncLifetime
{
    private readonly TestCertificates _ours = new();
    private readonly TestCertificates _others = new();
    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        _ours.Dispose();
        _others.Dispose();
    }

    [Fact]
    public async Task Nodes_with_certificates_of_the_cluster_s_root_form_a_cluster_whatever_names_they_have()
    {
        var (first, second) = (Start(_ours.Write("first", "a.example.org"), _ours.CaFile), Start(_ours.Write("second"), _ours.CaFile));
        await FoundAsync(first);

        await JoinAsync(second, first);

        await Wait.UntilAsync(() => Up(first) == 2 && Up(second) == 2, "a cluster of two");
    }

    [Theory]
    [InlineData(true)] // the stranger has nothing against the cluster's certificates
    [InlineData(false)]
    public async Task A_node_with_a_certificate_of_another_root_cannot_join(bool trustsUs)
    {
        var (first, stranger) = (Start(_ours.Write("first"), _ours.CaFile),
            Start(_others.Write("stranger"), trustsUs ? _ours.CaFile : _others.CaFile));
        await FoundAsync(first);
        using var events = Inbox.Create(stranger);
        stranger.EventStream.Subscribe(events.Receiver, typeof(RemotingLifecycleEvent));

        Cluster.Get(stranger).Join(Cluster.Get(first).SelfAddress);

        while (await events.ReceiveAsync(Peer.Timeout) is var happened && happened is not (AssociationErrorEvent or DisassociatedEvent))
            Assert.IsNotType<Status.Failure>(happened);
        Assert.Equal((1, 0), (Up(first), Up(stranger)));
        // The cluster is none the worse for it.
        var second = Start(_ours.Write("second"), _ours.CaFile);
        await JoinAsync(second, first);
        await Wait.UntilAsync(() => Up(first) == 2 && Up(second) == 2, "a cluster of two");
        Assert.Equal(0, Up(stranger));
    }

    [LinuxFact]
    public async Task The_certificates_that_the_manifests_script_makes_are_such()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("cluster-tls");
        try
        {
            using (var script = Process.Start("sh", [Path.Combine(Repository.Root, "k8s", "cluster-tls.sh"), directory.FullName]))
            {
                await script.WaitForExitAsync().WaitAsync(Peer.Timeout);
                Assert.Equal(0, script.ExitCode);
            }
            string At(string name) => Path.Combine(directory.FullName, name);
            var files = new CertificateFiles(At("tls.crt"), At("tls.key"));
            var (first, second) = (Start(files, At("ca.crt")), Start(files, At("ca.crt")));
            await FoundAsync(first);

            await JoinAsync(second, first);

            await Wait.UntilAsync(() => Up(first) == 2 && Up(second) == 2, "a cluster of two");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Task FoundAsync(ActorSystem first) => JoinAsync(first, first);

    private static async Task JoinAsync(ActorSystem node, ActorSystem member)
    {
        using var limit = new CancellationTokenSource(Peer.Timeout);
        await Cluster.Get(node).JoinAsync(Cluster.Get(member).SelfAddress, limit.Token);
    }

    private static int Up(ActorSystem system) => Cluster.Get(system).State.Members.Count(member => member.Status == MemberStatus.Up);

    private ActorSystem Start(CertificateFiles files, string ca)
    {
        var tls = new ClusterTlsOptions(files, ca);
        var options = new ProxyOptions { Cluster = new ClusterOptions { Enabled = true, Hostname = "127.0.0.1",
            BindAddress = IPAddress.Loopback, Port = 0, Tls = tls } };
        var config = ClusterConfig.For(options).WithFallback(TestCluster.Config);
        var system = ActorSystem.Create("actorproxy", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), StrictSerialization.Setup, ClusterTls.Load(tls)));
        _systems.Add(system);
        return system;
    }
}
