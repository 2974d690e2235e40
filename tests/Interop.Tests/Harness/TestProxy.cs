using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Actors;
using ActorProxy.Actors.Directory;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Configuration;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A whole proxy in this process, on a port of its own and in front of one backend.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private const string Listener = "web";

    private readonly ConcurrentQueue<Exception> _faults = new();
    private ProxyNode _node = null!;

    public Uri Url => new($"ws://{_node.Listeners.EndPoints[Listener]}/");

    public ClosedEvents Log { get; } = new();

    public static async Task<TestProxy> StartAsync(Uri backend, PolicySet? policies = null)
    {
        Assert.True(PathPattern.TryPrefix("/", out var path, out var error), error);
        var pool = new BackendPool("pool", [Backend.At(new BackendAddress(backend.Host, backend.Port))], PickerKind.RoundRobin);
        Assert.True(RouteTable.TryCreate([new Route("route", HostPattern.Default, path, pool, policies ?? [])], out var routes, out _));
        var options = new ProxyOptions
        {
            Transport = new TransportSettings { Loops = 2 },
            Listeners = [new ListenerOptions(Listener, IPAddress.Loopback, 0)],
            Routes = routes,
        };
        var proxy = new TestProxy();
        var quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");
        proxy._node = await ProxyNode.StartAsync(options, quiet, proxy.Log, TimeProvider.System, proxy._faults.Enqueue);
        return proxy;
    }

    /// <summary>The one open connection.</summary>
    public async Task<ConnectionSnapshot> OpenAsync() =>
        Assert.Single((await _node.Directory.Ask<ConnectionList>(ListConnections.Instance, Wait.Timeout)).Connections);

    /// <summary>Stops it. A fault that a loop reported fails the test.</summary>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        Assert.Empty(_faults);
    }
}
