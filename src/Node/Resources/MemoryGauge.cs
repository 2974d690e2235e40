using ActorProxy.Shared.Admission;

namespace ActorProxy.Node.Resources;

/// <summary>
/// How near the process is to the end of its memory: that of its control group, or that of the runtime's heap, which is the smaller one in
/// a container.
/// </summary>
internal sealed class MemoryGauge
{
    private readonly CgroupMemory? _group = CgroupMemory.Find();

    /// <summary>Bytes; null where no control group limits the process.</summary>
    public long? Limit => _group?.Limit;

    /// <summary>The one of the two that is nearer to its end.</summary>
    public MemoryUse Read()
    {
        var heap = new MemoryUse(GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return _group?.Read() is { } group && group.Share > heap.Share ? group : heap;
    }
}
