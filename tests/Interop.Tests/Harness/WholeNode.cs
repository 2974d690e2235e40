using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Actors;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Gateway;
using Akka.Configuration;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A node with all that the executable has but its log, in this process, configured as by a file.</summary>
internal sealed class WholeNode : IAsyncDisposable
{
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly HttpGateway _gateway;
    private ProxyNode _node = null!;

    private WholeNode(HttpGateway gateway) => _gateway = gateway;

    public AccessEvents Events { get; } = new();

    /// <summary>Where its one listener accepts.</summary>
    public IPEndPoint EndPoint => Assert.Single(_node.Listeners.EndPoints.Values);

    /// <param name="settings">HOCON below <c>actorproxy</c>.</param>
    public static async Task<WholeNode> StartAsync(string settings)
    {
        var configuration = ConfigurationLoader.Parse($"actorproxy {{\ntransport.loops = 2\n{settings}\n}}", "test.conf");
        Assert.Empty(configuration.Problems);
        var options = configuration.Loaded!.Options;
        var host = new WholeNode(await HttpGateway.StartAsync(options));
        var quiet = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");
        host._node = await ProxyNode.StartAsync(options, quiet, host.Events, TimeProvider.System, host._faults.Enqueue, host._gateway);
        return host;
    }

    /// <summary>Stops it. A fault that a loop reported fails the test.</summary>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _gateway.DisposeAsync();
        Assert.Empty(_faults);
    }
}
