namespace ActorProxy.Node.SideServers;

/// <summary>A server of the node's own that a reload may put elsewhere. Disposed, it closes at once and cuts what is under way.</summary>
public interface ISideEndpoint : IAsyncDisposable
{
    /// <summary>Its port is free from then on; connections that are there go on.</summary>
    ValueTask UnbindAsync();

    /// <summary>Ends when what is under way has ended, or is to be cut.</summary>
    Task EndAsync(CancellationToken cut);
}
