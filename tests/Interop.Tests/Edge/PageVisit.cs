using ActorProxy.Interop.Tests.Conversations;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>What a page has seen of its origin.</summary>
/// <param name="Images">Their widths, in the order of the page.</param>
/// <param name="Upload">What the backend told it of its upload.</param>
/// <param name="Events">Data of the events.</param>
/// <param name="Protocols">By path: the name (ALPN) of the protocol by which each resource came.</param>
internal sealed record PageVisit(
    IReadOnlyList<int> Images, Received Upload, IReadOnlyList<string> Events, ClientOutcome Socket,
    IReadOnlyDictionary<string, string> Protocols);
