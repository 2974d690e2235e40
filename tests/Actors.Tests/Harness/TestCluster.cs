using System.Collections.Concurrent;
using ActorProxy.Actors.Control;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>
/// A cluster of actor systems in this process, on loopback ports of their own, that trust each other as far as nodes do. It forms
/// in about 2 s. Nodes are members until a test takes them out; nobody downs those that are unreachable.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>For a node on loopback that a test lets join a cluster.</summary>
    public static readonly Config Config = ConfigurationFactory.ParseString("""
        akka {
          loglevel = ERROR
          stdout-loglevel = OFF
          loggers = []
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          actor.provider = cluster
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
          cluster {
            gossip-interval = 200 ms
            leader-actions-interval = 200 ms
            unreachable-nodes-reaper-interval = 200 ms
            failure-detector { heartbeat-interval = 200 ms, acceptable-heartbeat-pause = 3 s }
            downing-provider-class = ""
          }
          coordinated-shutdown { run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off, exit-clr = off }
        }
        """).WithFallback(Trust.Config).WithFallback(SerializationConfig.Strict);

    private readonly ConcurrentQueue<Error> _errors = new();
    private readonly ConcurrentQueue<Warning> _warnings = new();
    private readonly List<ActorSystem> _systems = [];
    private readonly Config _config;

    private TestCluster(Config config) => _config = config;

    /// <summary>In the order in which they joined: the first is the oldest.</summary>
    public IReadOnlyList<ActorSystem> Systems => _systems;

    /// <summary>What the systems have logged as errors.</summary>
    public IReadOnlyCollection<Error> Errors => _errors;

    /// <summary>What the systems have logged as warnings, where their level has them.</summary>
    public IReadOnlyCollection<Warning> Warnings => _warnings;

    /// <summary>Starts the nodes and waits until each has all of them as up.</summary>
    /// <param name="extra">HOCON that goes before the harness's own.</param>
    public static Task<TestCluster> StartAsync(int nodes, string extra = "") => StartAsync(nodes, ConfigurationFactory.ParseString(extra));

    /// <param name="extra">Goes before the harness's own.</param>
    /// <param name="prepare">What a node does before it joins; nothing where it is null.</param>
    public static async Task<TestCluster> StartAsync(int nodes, Config extra, Func<ActorSystem, Task>? prepare = null)
    {
        var cluster = new TestCluster(extra.WithFallback(Config));
        try
        {
            for (var node = 0; node < nodes; node++)
                await cluster.CreateAsync(prepare);
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>One node more, the youngest. Waits until it is up.</summary>
    public async Task AddAsync(Func<ActorSystem, Task> prepare)
    {
        var system = await CreateAsync(prepare);
        using var limit = new CancellationTokenSource(Peer.Timeout);
        await Cluster.Get(system).JoinAsync(AddressOf(0), limit.Token);
    }

    /// <summary>Options of a whole node that a test lets join a cluster, with <see cref="Config"/>.</summary>
    public static ProxyOptions Of(ProxyOptions options) => options with
    {
        Cluster = options.Cluster with { Enabled = true, Hostname = "127.0.0.1", Port = 0 },
    };

    public Address AddressOf(int node) => Cluster.Get(Systems[node]).SelfAddress;

    /// <summary>Host and port.</summary>
    public string NameOf(int node) => $"{AddressOf(node).Host}:{AddressOf(node).Port}";

    /// <summary>Waits until the node knows of as many members, all of them up, and of as many that cannot be reached.</summary>
    public Task SeesAsync(int node, int up, int unreachable = 0) => Wait.UntilAsync(
        () => Cluster.Get(Systems[node]).State is var state && state.Members.Count == up && state.Unreachable.Count == unreachable
            && state.Members.All(member => member.Status == MemberStatus.Up),
        $"node {node} sees {up} members, {unreachable} of them unreachable");

    /// <summary>Ends a node as a crash does: it says goodbye to nobody, and the others find it unreachable some seconds later.</summary>
    public Task CrashAsync(int node) => Systems[node].Terminate();

    public async ValueTask DisposeAsync() => await Task.WhenAll(Systems.Select(system => system.Terminate()));

    private async Task<ActorSystem> CreateAsync(Func<ActorSystem, Task>? prepare)
    {
        var system = ActorSystem.Create("actorproxy", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(_config), StrictSerialization.Setup));
        var recorder = system.ActorOf(Props.Create(() => new Recorder(_errors, _warnings)));
        system.EventStream.Subscribe(recorder, typeof(Error));
        system.EventStream.Subscribe(recorder, typeof(Warning));
        _systems.Add(system);
        if (prepare is not null)
            await prepare(system);
        return system;
    }

    private async Task JoinAsync()
    {
        using var limit = new CancellationTokenSource(Peer.Timeout);
        foreach (var system in Systems)
            await Cluster.Get(system).JoinAsync(AddressOf(0), limit.Token);
        for (var node = 0; node < Systems.Count; node++)
            await SeesAsync(node, up: Systems.Count);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(ConcurrentQueue<Error> errors, ConcurrentQueue<Warning> warnings)
        {
            Receive<Error>(errors.Enqueue);
            Receive<Warning>(warnings.Enqueue);
        }
    }
}
