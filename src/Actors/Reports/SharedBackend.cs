using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Backends.Reports;

namespace ActorProxy.Actors.Reports;

/// <summary>A backend whose connections count together with those of other nodes. One caller at a time.</summary>
internal sealed class SharedBackend(BackendState state)
{
    private readonly Dictionary<string, long> _parts = new(StringComparer.Ordinal); // by node

    public BackendState State => state;

    /// <summary>What another node has told, which holds as of now.</summary>
    /// <param name="told">Its connections; null where it counts no more.</param>
    public void Take(string node, int? told)
    {
        if (told is { } connections)
            _parts[node] = ClusterLoad.Part(connections, state.Active);
        else if (!_parts.Remove(node))
            return;
        state.Others = _parts.Values.Sum();
    }

    /// <summary>No other node counts any more.</summary>
    public void Reset() => state.Others = 0;
}

/// <summary>A pool whose picks look at the connections of all nodes.</summary>
internal sealed class SharedPool(PoolName name)
{
    public PoolName Name => name;

    /// <summary>By their URLs.</summary>
    public Dictionary<string, SharedBackend> Backends { get; } = new(StringComparer.Ordinal);
}
