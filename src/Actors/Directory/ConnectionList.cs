using System.Collections.Immutable;

namespace ActorProxy.Actors.Directory;

/// <summary>The node's open connections at one moment, oldest first.</summary>
public sealed record ConnectionList(ImmutableArray<ConnectionSnapshot> Connections);
