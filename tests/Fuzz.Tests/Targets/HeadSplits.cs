using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

internal delegate ParseResult<THead> Parser<THead>(ReadOnlySpan<byte> bytes) where THead : class;

/// <summary>What every parser promises that reads a head from a stream: how its bytes are split says nothing.</summary>
internal static class HeadSplits
{
    /// <summary>Reads the input as a whole, and the part of it that a first read might have brought.</summary>
    public static ParseResult<THead> Parse<THead>(ReadOnlySpan<byte> input, Parser<THead> parse, ref Rng rng) where THead : class
    {
        var whole = parse(input);
        Judge.That(whole.Consumed <= input.Length, "No more is consumed than there is.");
        Judge.That(whole.IsComplete == (whole.Consumed > 0), "A head is consumed, and nothing else is.");
        var length = rng.Next(4) == 0 && whole.IsComplete ? whole.Consumed - 1 : rng.Next(input.Length + 1);
        var part = parse(input[..length]);
        if (part.Status == ParseStatus.Incomplete)
            Judge.That(!whole.IsComplete || whole.Consumed > length, "A head that is there is not waited for.");
        else
            Judge.That(part.Equals(whole), "What a part decides the whole does not decide otherwise.");
        return whole;
    }

    public static Verdict Verdict(ParseStatus status) => status switch
    {
        ParseStatus.Complete => Engine.Verdict.Accepted,
        ParseStatus.Invalid => Engine.Verdict.Refused,
        _ => Engine.Verdict.Incomplete,
    };
}
