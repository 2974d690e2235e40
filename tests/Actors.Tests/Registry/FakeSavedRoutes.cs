using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Saved routes in memory.</summary>
internal sealed class FakeSavedRoutes : ISavedRoutes
{
    private readonly List<SavedRoutes> _saved = [];

    public SavedRoutes? Last { get; init; }

    public long Failures => 0;

    /// <summary>What has been saved, in order.</summary>
    public IReadOnlyList<SavedRoutes> All
    {
        get
        {
            lock (_saved)
                return [.. _saved];
        }
    }

    public void Save(SavedRoutes routes)
    {
        lock (_saved)
            _saved.Add(routes);
    }
}
