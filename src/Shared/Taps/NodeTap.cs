using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Taps;

/// <summary>
/// Orders a node to tap a connection if it has it; it answers with <see cref="NodeTapped"/>, and the watcher hears from the node
/// what comes of it. Fields are those of <see cref="TapRequest"/>.
/// </summary>
/// <param name="Watcher">Path of the watcher, with its node's address.</param>
public sealed record NodeTap(string Id, string Watcher, string By, bool Payload, int? MaxPayload, TimeSpan Duration) : INodeQuery;
