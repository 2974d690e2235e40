using Microsoft.Extensions.Hosting;

namespace ActorProxy.Node.SideServers;

/// <summary>
/// For hosts that are a part of the node: when they end is the node's business. The one that hosts have by themselves takes
/// the process's signals, and a second SIGTERM would then end nothing.
/// </summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
