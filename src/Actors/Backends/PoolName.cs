namespace ActorProxy.Actors.Backends;

/// <summary>What a node knows of all pools of a name while it runs.</summary>
/// <param name="since">When there was the first one, in milliseconds of the pools' clock.</param>
public sealed class PoolName(long since)
{
    public long Since => since;

    /// <summary>Requests that wait for an answer, where there is a limit of them.</summary>
    public WaitingRequests Waiting { get; } = new();

    /// <summary>Requests that are tried on a further backend now.</summary>
    public Retries Retries { get; } = new();
}

/// <summary>Upgrades and requests that wait for the answer of a pool's backends.</summary>
public sealed class WaitingRequests : ConnectionCount;

/// <summary>Requests of a pool that are tried on a further backend.</summary>
public sealed class Retries : ConnectionCount;
