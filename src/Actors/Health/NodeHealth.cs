using ActorProxy.Shared.Health;

namespace ActorProxy.Actors.Health;

/// <summary>The node's <see cref="HealthState"/>. May be used from any thread.</summary>
public sealed class NodeHealth
{
    private readonly Lock _lock = new();

    public HealthState Current { get; private set => Volatile.Write(ref field, value); } = new();

    /// <summary>Whether the node was ready at some time.</summary>
    public bool HasStarted { get; private set; }

    public void Update(Func<HealthState, HealthState> change)
    {
        lock (_lock)
        {
            Current = change(Current);
            HasStarted |= Current.IsReady;
        }
    }
}
