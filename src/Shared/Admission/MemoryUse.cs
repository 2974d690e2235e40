namespace ActorProxy.Shared.Admission;

/// <summary>Memory in use, and how much there is of it. Bytes.</summary>
public readonly record struct MemoryUse(long Used, long Limit)
{
    public double Share => Limit <= 0 ? 0 : (double)Used / Limit;
}
