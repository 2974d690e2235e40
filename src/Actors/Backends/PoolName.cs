namespace ActorProxy.Actors.Backends;

/// <summary>What a node knows of all pools of a name while it runs.</summary>
/// <param name="since">When there was the first one, in milliseconds of the pools' clock.</param>
public sealed class PoolName(string name, long since)
{
    private int _others;

    public string Name => name;

    public long Since => since;

    /// <summary>Other nodes that have told of connections in a pool of the name.</summary>
    public int Others
    {
        get => Volatile.Read(ref _others);
        internal set => Volatile.Write(ref _others, value);
    }

    /// <summary>Upgrades and requests that wait for an answer, where there is a limit of them.</summary>
    public ConnectionCount Waiting { get; } = new();

    /// <summary>Where somebody waits for a backend.</summary>
    public PoolQueues Queues { get; } = new();

    /// <summary>Requests that are tried on a further backend now.</summary>
    public ConnectionCount Retries { get; } = new();
}
