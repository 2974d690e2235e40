using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections;

/// <summary>What came of reading the request head.</summary>
/// <param name="Result">Incomplete where the client closed before it was complete.</param>
/// <param name="Bytes">What was read behind it; for the gateway, with the head itself.</param>
/// <param name="IsForGateway">Whether it is the head of a request that the gateway serves.</param>
internal sealed record HeadRead(ParseResult<RequestHead> Result, ReadOnlyMemory<byte> Bytes, bool IsForGateway = false);
