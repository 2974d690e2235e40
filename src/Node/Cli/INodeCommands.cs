using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Cli;

/// <summary>What the verbs that start a node do. Each returns the process's exit code.</summary>
public interface INodeCommands
{
    /// <summary>Runs a node until the token is cancelled, and drains it then.</summary>
    Task<int> RunAsync(LoadedConfiguration configuration, CancellationToken cancellation);

    /// <summary>Runs a node with a backend and a page of its own until the token is cancelled.</summary>
    /// <param name="port">Port of the proxy; the page's is the next one. 0 lets the system choose both.</param>
    Task<int> DemoAsync(int port, CancellationToken cancellation);
}
