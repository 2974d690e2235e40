using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections;

/// <summary>What came of reading the request head.</summary>
/// <param name="Result">Incomplete where the client closed before it was complete.</param>
/// <param name="Rest">What was read behind it.</param>
internal sealed record HeadRead(ParseResult<RequestHead> Result, ReadOnlyMemory<byte> Rest);
