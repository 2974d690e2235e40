using ActorProxy.Interop.Tests.Conversations;

namespace ActorProxy.Interop.Tests.SocketIo;

/// <summary>What a client has seen.</summary>
/// <param name="Server">Port of the server that welcomed it.</param>
/// <param name="Transports">In the order of their use.</param>
/// <param name="Last">The transport at the end, as the server tells it.</param>
internal sealed record SocketIoOutcome(int Server, IReadOnlyList<string> Transports, string Last, IReadOnlyList<Received> Echoes);
