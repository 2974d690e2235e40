using ActorProxy.Actors;
using ActorProxy.Node.Logging;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Serilog;

namespace ActorProxy.Node.Hosting;

/// <summary>A proxy node in this process, with its log.</summary>
public sealed class NodeHost : IAsyncDisposable
{
    private NodeHost(ProxyNode node) => Node = node;

    public ProxyNode Node { get; }

    /// <param name="akka">The user's own <c>akka</c> section, which goes before ours.</param>
    /// <exception cref="Transport.TransportException">A listener's address cannot be bound.</exception>
    public static async Task<NodeHost> StartAsync(ProxyOptions options, Config akka)
    {
        var log = NodeLog.Create(options.Log);
        Log.Logger = log;
        try
        {
            var config = akka.WithFallback(NodeLog.Akka(options.Log));
            var accessLog = new SerilogAccessLog(log, options.AccessLog.Enabled);
            var node = await ProxyNode.StartAsync(options, config, accessLog, TimeProvider.System,
                fault => log.Error(fault, "A callback on an event loop failed: a defect of ActorProxy"));
            return new NodeHost(node);
        }
        catch
        {
            await Log.CloseAndFlushAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Log.CloseAndFlushAsync();
    }
}
