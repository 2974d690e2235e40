using ActorProxy.Shared.Taps;

namespace ActorProxy.Actors.Directory;

/// <summary>Orders the TapCoordinator to tap a connection of its node; the watcher is told what comes of it.</summary>
public sealed record OpenTap(OpenConnection Connection, NodeTap Order);
