using ActorProxy.Shared.Backends.Reports;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// Where what carries connections and what knows the cluster meet about backends that are down, or up again: what this node has found out
/// goes out, and what another one says comes in. That is a hint to look, and decides nothing. May be used from any thread.
/// </summary>
public sealed class BackendHints
{
    /// <summary>Told what this node has found out, on any thread.</summary>
    public event Action<BackendNews>? Learned;

    /// <summary>Told what another node says, on any thread.</summary>
    public event Action<IReadOnlyList<BackendNews>>? Heard;

    public void Learn(BackendNews news) => Learned?.Invoke(news);

    public void Hear(IReadOnlyList<BackendNews> news) => Heard?.Invoke(news);
}
