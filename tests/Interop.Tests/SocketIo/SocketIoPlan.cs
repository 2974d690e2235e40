using ActorProxy.Interop.Tests.Conversations;

namespace ActorProxy.Interop.Tests.SocketIo;

/// <summary>What a client is to do: connect, wait for the upgrade, have each message echoed, leave.</summary>
/// <param name="Headers">Fields of all its requests.</param>
internal sealed record SocketIoPlan(Uri Url, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<Message> Messages);
