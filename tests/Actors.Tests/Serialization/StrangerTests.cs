using System.Collections.Concurrent;
using System.Text;
using ActorProxy.Actors.Serialization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Cluster;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Event;
using Akka.Persistence;

namespace ActorProxy.Actors.Tests.Serialization;

/// <summary>What somebody can do who reaches the port of a cluster without TLS: messages over a real socket.</summary>
[Collection(SerialCollection.Name)]
public sealed class StrangerTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Warning> _said = new();
    private readonly ConcurrentQueue<string> _lookedUp = new();
    private readonly ConcurrentQueue<object> _arrived = new();
    private ActorSystem _node = null!;
    private Stranger _stranger = null!;

    /// <summary>What was said of messages; on a busy machine Akka has more to say.</summary>
    private string[] Warnings =>
        [.. _said.Select(warning => $"{warning.Message}").Where(
        text => text.StartsWith("Deserialization failed", StringComparison.Ordinal))];

    public Task InitializeAsync()
    {
        AppDomain.CurrentDomain.AssemblyResolve += OnLookUp;
        Made.Forget();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        AppDomain.CurrentDomain.AssemblyResolve -= OnLookUp;
        _stranger?.Dispose();
        await _node.Terminate();
    }

    [Fact]
    public async Task Nothing_is_made_and_no_type_is_looked_up_whatever_the_message_is_in()
    {
        await StartAsync(strict: true);
        foreach (var (way, payload) in WaysIn.All)
        {
            var before = Warnings.Length;
            await _stranger.SendAsync("/user/probe", payload());
            await ArrivesAsync();
            Assert.True((Made.Count, _lookedUp.Count) == (0, 0), way);
            // One warning, which names the reason.
            Assert.True(Warnings.Length == before + 1 && Warnings[^1].Contains(" was refused: ", StringComparison.Ordinal),
                $"{way}: {Warnings.LastOrDefault()}");
        }
        Assert.All(_arrived, message => Assert.IsType<MembershipQuery>(message));
    }

    /// <summary>The ways in are there: what this asserts is what <see cref="StrictSerialization"/> is for.</summary>
    [Fact]
    public async Task Akkas_serializers_alone_make_or_look_up_what_they_are_told()
    {
        await StartAsync(strict: false);
        foreach (var (way, payload) in WaysIn.All)
        {
            var before = Made.Count + _lookedUp.Count;
            await _stranger.SendAsync("/user/probe", payload());
            await ArrivesAsync();
            Assert.True(Made.Count + _lookedUp.Count > before, way);
        }
    }

    [LinuxFact]
    public async Task A_watcher_of_files_is_not_made()
    {
        await StartAsync(strict: true);
        var before = Watchers();
        var body = """{"$id":"1","$type":"System.IO.FileSystemWatcher, System.IO.FileSystem.Watcher","Path":"/etc","EnableRaisingEvents":true}""";

        await _stranger.SendAsync("/user/probe", Proto.Payload(1, "", Encoding.UTF8.GetBytes(body)));
        await ArrivesAsync();

        Assert.Equal(before, Watchers());
    }

    [Fact]
    public async Task Messages_within_messages_without_end_do_not_end_the_process()
    {
        await StartAsync(strict: true);
        var payload = Proto.Payload(16, "ID", Proto.Message());
        for (var depth = 0; depth < 5_000; depth++)
            payload = Proto.Payload(16, "ID", Proto.Message((1, payload)));

        await _stranger.SendAsync("/user/probe", payload);
        await ArrivesAsync();

        Assert.Contains("it is in more than", Assert.Single(Warnings));
    }

    [Theory]
    [InlineData(16, "PP")]
    [InlineData(16, "K")]
    [InlineData(22, "Akka.Dispatch.SysMsg.Terminate, Akka")]
    [InlineData(22, "Akka.Dispatch.SysMsg.Suspend, Akka")]
    public async Task Actors_do_not_end_by_it(int serializer, string manifest)
    {
        await StartAsync(strict: true);
        var payload = Proto.Payload(serializer, manifest, []);

        await _stranger.SendAsync("/user/probe", payload);
        await ArrivesAsync();
        Assert.Contains(" was refused: ", Assert.Single(Warnings));

        await _stranger.SelectAsync("/user/*", payload);
        await ArrivesAsync();
        Assert.Equal(2, Warnings.Length);
    }

    [Fact]
    public async Task Selections_lead_to_the_paths_that_nodes_need_and_to_no_others()
    {
        await StartAsync(strict: true);
        var query = WireQuery();

        await _stranger.SelectAsync("/user/probe", query);
        await _stranger.SelectAsync("/user/*", query);
        await _stranger.SelectAsync("/user/routes/../probe", query);
        await ArrivesAsync();

        Assert.Single(_arrived);
    }

    private async Task StartAsync(bool strict)
    {
        var config = ConfigurationFactory.ParseString("akka.loglevel = WARNING").WithFallback(TestCluster.Config);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        _node = ActorSystem.Create("actorproxy", strict ? setup.And(StrictSerialization.Setup) : setup);
        _node.EventStream.Subscribe(_node.ActorOf(Props.Create(() => new Recorder(_said))), typeof(Warning));
        _node.ActorOf(Props.Create(() => new Probe(_arrived)), "probe");
        // They bring serializers of their own.
        await Cluster.Get(_node).JoinAsync(Cluster.Get(_node).SelfAddress);
        Persistence.Instance.Apply(_node);
        DistributedData.Get(_node);
        ClusterSharding.Get(_node);
        _said.Clear();
        _stranger = await Stranger.ConnectAsync(Cluster.Get(_node).SelfAddress);
    }

    /// <summary>Waits until a good message has come through, and so all that was sent before it was looked at.</summary>
    private async Task ArrivesAsync()
    {
        var before = _arrived.OfType<MembershipQuery>().Count();
        await _stranger.SendAsync("/user/probe", WireQuery());
        await Wait.UntilAsync(() => _arrived.OfType<MembershipQuery>().Count() > before, "the good message");
        // And what was said of those before it.
        var last = new Warning(null, "test", typeof(StrangerTests), Guid.NewGuid());
        _node.EventStream.Publish(last);
        await Wait.UntilAsync(() => _said.Contains(last), "the last warning");
    }

    private static byte[] WireQuery()
    {
        var format = WireCatalogues.All.Of(typeof(MembershipQuery));
        return Proto.Payload(WireSerializer.Id, format.Manifest, format.Write(MembershipQuery.Instance));
    }

    private static int Watchers() => System.IO.Directory.GetFiles("/proc/self/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true);

    private System.Reflection.Assembly? OnLookUp(object? sender, ResolveEventArgs wanted)
    {
        if (WaysIn.IsUnknown(wanted.Name))
            _lookedUp.Enqueue(wanted.Name);
        return null;
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(ConcurrentQueue<Warning> said) => Receive<Warning>(said.Enqueue);
    }

    private sealed class Probe : ReceiveActor
    {
        public Probe(ConcurrentQueue<object> arrived) => ReceiveAny(arrived.Enqueue);
    }
}
