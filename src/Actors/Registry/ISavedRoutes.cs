using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Registry;

/// <summary>Keeps the registry's routes beyond the node's end, for a start without the registry.</summary>
public interface ISavedRoutes
{
    /// <summary>What an earlier run of the node has saved last; null where that is nothing that can be used.</summary>
    SavedRoutes? Last { get; }

    /// <summary>How often something could not be read or kept. May be read from any thread.</summary>
    long Failures { get; }

    /// <summary>
    /// Keeps these instead. Neither waits nor throws: what cannot be kept is told by whom it could not be kept. From any thread.
    /// </summary>
    void Save(SavedRoutes routes);
}
