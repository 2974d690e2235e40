using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Heads;

/// <summary><see cref="RequestHeadParser.Parse"/> or <see cref="ResponseHeadParser.Parse"/>.</summary>
internal delegate ParseResult<THead> HeadParser<THead>(ReadOnlySpan<byte> bytes, HeadLimits limits)
    where THead : class;
