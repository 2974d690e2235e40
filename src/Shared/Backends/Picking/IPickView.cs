namespace ActorProxy.Shared.Backends.Picking;

/// <summary>What a pick asks of backends as they are now, each by its index in the pool.</summary>
public interface IPickView
{
    /// <summary>Its connections, those of other nodes included as far as they are known.</summary>
    long LoadOf(int index);

    /// <summary>
    /// Its weight now, in parts of <see cref="BackendPicker.FullShare"/> of that which it is configured with; less while it warms up.
    /// At least 1.
    /// </summary>
    long WeightOf(int index);

    /// <summary>Whether one of them has less than its configured weight now.</summary>
    bool IsWarming { get; }

    /// <summary>
    /// What another connection costs it now, before its weight: by its connections, or by those and its latency, as the picker wants it.
    /// </summary>
    double CostOf(int index);

    /// <summary>Whether a picker that leads by keys passes it over while another may be taken.</summary>
    bool IsCrowded(int index);

    /// <summary>Whether it may not be taken though it is available: it was tried already, or is full.</summary>
    bool Excludes(int index);
}
