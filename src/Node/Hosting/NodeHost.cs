using ActorProxy.Actors;
using ActorProxy.Node.Gateway;
using ActorProxy.Node.Logging;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Serilog;

namespace ActorProxy.Node.Hosting;

/// <summary>A proxy node in this process, with its log.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private readonly HttpGateway? _gateway;

    private NodeHost(ProxyNode node, HttpGateway? gateway)
    {
        Node = node;
        _gateway = gateway;
    }

    public ProxyNode Node { get; }

    /// <param name="akka">The user's own <c>akka</c> section, which goes before ours.</param>
    /// <exception cref="Transport.TransportException">A listener's address cannot be bound.</exception>
    public static async Task<NodeHost> StartAsync(ProxyOptions options, Config akka)
    {
        var log = NodeLog.Create(options.Log);
        Log.Logger = log;
        HttpGateway? gateway = null;
        try
        {
            var config = akka.WithFallback(NodeLog.Akka(options.Log));
            var accessLog = new SerilogAccessLog(log, options.AccessLog.Enabled);
            if (options.Http.Enabled)
                gateway = await HttpGateway.StartAsync(options);
            var node = await ProxyNode.StartAsync(options, config, accessLog, TimeProvider.System,
                fault => log.Error(fault, "A callback on an event loop failed: a defect of ActorProxy"), gateway);
            return new NodeHost(node, gateway);
        }
        catch
        {
            if (gateway is not null)
                await gateway.DisposeAsync();
            await Log.CloseAndFlushAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await Log.CloseAndFlushAsync();
    }
}
