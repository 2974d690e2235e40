using System.Collections.Concurrent;
using ActorProxy.Actors;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Gateway;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>A whole node with its gateway, in this process, on a port of its own.</summary>
internal sealed class GatewayProxy : IAsyncDisposable
{
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly HttpGateway _gateway;

    private GatewayProxy(HttpGateway gateway) => _gateway = gateway;

    public RecordingAccessLog Log { get; } = new();

    public ProxyNode Node { get; private set; } = null!;

    public static Task<GatewayProxy> StartAsync(params string[] backends) => StartAsync(TestRoutes.Route(TestRoutes.Pool(backends)));

    public static Task<GatewayProxy> StartAsync(Route route, HttpOptions? http = null, TransportKind transport = TransportKind.Auto) =>
        StartAsync(TestRoutes.Options(route, transport) with { Http = http ?? new HttpOptions() });

    /// <param name="wrap">Puts something between the node and its gateway.</param>
    /// <param name="phases">In place of those of the product.</param>
    public static async Task<GatewayProxy> StartAsync(
        ProxyOptions options, Func<IHttpGateway, IHttpGateway>? wrap = null, PhaseCatalogue? phases = null)
    {
        var proxy = new GatewayProxy(await HttpGateway.StartAsync(options));
        var quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");
        proxy.Node = await ProxyNode.StartAsync(options, quiet, proxy.Log, TimeProvider.System, proxy._faults.Enqueue,
            wrap?.Invoke(proxy._gateway) ?? proxy._gateway, phases: phases);
        return proxy;
    }

    public Task<Peer> ConnectAsync() => Peer.ConnectAsync(Node.Listeners.EndPoints[TestRoutes.Listener]);

    /// <summary>A client whose connection's first request has been served, so that the next one is read by the gateway.</summary>
    public async Task<Peer> ConnectServedAsync(ScriptedBackend backend)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Requests.Get("/first"));
        using var upstream = (await backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        await Log.FirstAsync<ServedRequest>();
        return client;
    }

    public Task<ConnectionList> ListAsync() => Node.Directory.Ask<ConnectionList>(ListConnections.Instance, Peer.Timeout);

    /// <summary>Ends a connection of the list as an operator does.</summary>
    public async Task CutAsync(string id) =>
        Assert.True(await Node.Directory.Ask<bool>(new CloseById(id, CloseCommand.For(TerminationReason.OperatorClose)), Peer.Timeout));

    /// <summary>Waits until no connection has left a trace in the node.</summary>
    public Task DrainedAsync() => Wait.UntilAsync(async () =>
    {
        var listener = (ActorRefWithCell)await Node.System.ActorSelection($"/user/proxy/{TestRoutes.Listener}").ResolveOne(Peer.Timeout);
        return !listener.Children.Cast<ActorRefWithCell>().Any(acceptor => acceptor.Children.Any());
    }, "no ConnectionActor");

    /// <summary>Stops the node. A fault that a loop reported fails the test.</summary>
    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await _gateway.DisposeAsync();
        Assert.Empty(_faults);
    }
}
