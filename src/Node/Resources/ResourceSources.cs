using ActorProxy.Shared.Admission;
using ActorProxy.Transport;

namespace ActorProxy.Node.Resources;

/// <summary>Where a <see cref="ResourceWatch"/> looks.</summary>
/// <param name="Descriptors">All that are open; null where that cannot be counted now.</param>
/// <param name="Collect">Frees what is garbage.</param>
internal sealed record ResourceSources(Func<int?> Descriptors, Func<MemoryUse> Memory, Action Collect)
{
    public static ResourceSources OfProcess(MemoryGauge memory) =>
        new(OpenFiles.Count, memory.Read, static () => GC.Collect(
            GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));
}
