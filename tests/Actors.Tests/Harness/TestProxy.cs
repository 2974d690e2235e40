using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A whole proxy in this process on a port of its own, with its clock and its access events in the test's hands.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    /// <summary>How late news may be on a busy machine.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly ConcurrentBag<Peer> _clients = []; // a test may drop one that is to stay open: the collector would close it

    private TestProxy(ProxyOptions options) => Options = options;

    public FakeTimeProvider Time { get; } = new();

    public RecordingAccessLog Log { get; } = new();

    public ProxyOptions Options { get; }

    public ProxyNode Node { get; private set; } = null!;

    public IPEndPoint EndPoint => Node.Listeners.EndPoints[TestRoutes.Listener];

    /// <summary>The load of the one route's pool.</summary>
    public PoolState Load => Node.Context.Pools.Of(Options.Routes.Routes[0].Pool);

    /// <summary>Connections and attempts that the pool's backends are charged with, all together.</summary>
    public int Active => Enumerable.Range(0, Load.Pool.Backends.Count).Sum(Load.Active);

    public static Task<TestProxy> StartAsync(params string[] backends) => StartAsync(TransportKind.Auto, backends);

    public static Task<TestProxy> StartAsync(TransportKind transport, params string[] backends) =>
        StartAsync(transport, TestRoutes.Route(TestRoutes.Pool(backends)));

    public static Task<TestProxy> StartAsync(TransportKind transport, Route route) => StartAsync(TestRoutes.Options(route, transport));

    /// <param name="log">In place of <see cref="Log"/>.</param>
    /// <param name="time">In place of <see cref="Time"/>.</param>
    /// <param name="akka">As in <see cref="TestCluster.Config"/>, for a node that is to join a cluster.</param>
    public static async Task<TestProxy> StartAsync(ProxyOptions options, IAccessLog? log = null, TimeProvider? time = null,
        IHttpGateway? gateway = null, Config? akka = null,
        SocketBudget? sockets = null, PhaseCatalogue? phases = null, INameLookup? names = null,
        IEndpointSource? slices = null)
    {
        var proxy = new TestProxy(options);
        var quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");
        proxy.Node = await ProxyNode.StartAsync(options, akka ?? quiet, log ?? proxy.Log, time ?? proxy.Time, proxy._faults.Enqueue,
            gateway, sockets: sockets, phases: phases, slices: slices,
            lookup: names ?? (options.Dns.Servers.Count > 0 ? null : SystemLookup.Instance));
        return proxy;
    }

    public async Task<Peer> ConnectAsync()
    {
        var client = await Peer.ConnectAsync(EndPoint);
        _clients.Add(client);
        return client;
    }

    /// <summary>Opens a tunnel: client, backend.</summary>
    public async Task<(Peer Client, Peer Backend)> OpenAsync(ScriptedBackend backend, params string[] fields)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: fields));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return (client, upstream);
    }

    /// <summary>Comes back when every loop has looked at its sockets and has done what followed from that.</summary>
    public async Task TurnAsync()
    {
        // A loop looks at its sockets between any two of these; messages between actors take a few turns.
        for (var turn = 0; turn < 6; turn++)
        {
            foreach (var loop in Node.Context.Transport.Loops)
            {
                var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                loop.Post(done.SetResult);
                await done.Task.WaitAsync(Peer.Timeout);
            }
        }
    }

    /// <summary>Moves the clock on by a time-out, and by what a deadline may come late.</summary>
    public async Task PassAsync(TimeSpan timeout)
    {
        await TurnAsync();
        Time.Advance(timeout + TimeSpan.FromMilliseconds(200));
        await TurnAsync();
    }

    /// <summary>Moves the clock on, and on, until something comes of it.</summary>
    public async Task PassUntilAsync(Task happened, TimeSpan step)
    {
        await Wait.UntilAsync(
            async () =>
            {
                await PassAsync(step);
                // What has come of it may still be on its way to us: the clock must not run on past the next time-out.
                await Task.WhenAny(happened, Task.Delay(Lag));
                return happened.IsCompleted;
            },
            "what time was to bring");
        await happened;
    }

    public Task<ConnectionList> ListAsync() => Node.Directory.Ask<ConnectionList>(ListConnections.Instance, Peer.Timeout);

    /// <summary>The ConnectionActors of the listener's acceptors.</summary>
    public async Task<IReadOnlyList<IActorRef>> ConnectionActorsAsync()
    {
        var listener = await Node.System.ActorSelection($"/user/proxy/{TestRoutes.Listener}").ResolveOne(Peer.Timeout);
        var acceptors = ((ActorRefWithCell)listener).Children.Cast<ActorRefWithCell>();
        return [.. acceptors.SelectMany(acceptor => acceptor.Children)];
    }

    /// <summary>Waits until no connection has left a trace in the node.</summary>
    public async Task DrainedAsync()
    {
        await Wait.UntilAsync(() => Active == 0, "no active connection in the pool");
        await Wait.UntilAsync(async () => (await ConnectionActorsAsync()).Count == 0, "no ConnectionActor");
        Assert.Empty((await ListAsync()).Connections);
    }

    /// <summary>Stops the node. A fault that a loop reported fails the test.</summary>
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        Assert.Empty(_faults);
    }
}
