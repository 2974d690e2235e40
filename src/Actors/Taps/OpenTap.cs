using ActorProxy.Actors.Directory;
using ActorProxy.Shared.Taps;

namespace ActorProxy.Actors.Taps;

/// <summary>Orders the <see cref="TapDesk"/> to tap a connection of its node; the watcher is told what comes of it.</summary>
public sealed record OpenTap(OpenConnection Connection, NodeTap Order);
