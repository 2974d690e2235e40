using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>The fields behind the last chunk (RFC 9112 section 7.1.2).</summary>
public sealed record TrailerSection(HeaderFields Fields)
{
    private static readonly TrailerSection Empty = new(HeaderFields.Empty);

    /// <summary>
    /// Parses the section at the start of <paramref name="bytes"/>, up to its empty line. As long as it is incomplete, call again with all
    /// bytes so far and the new ones. Never throws.
    /// </summary>
    /// <param name="limits"><see cref="HeadLimits.MaxTargetBytes"/> has no meaning here.</param>
    public static ParseResult<TrailerSection> Parse(ReadOnlySpan<byte> bytes, HeadLimits limits)
    {
        if (HeadLines.FindEnd(bytes, 0, limits, out var end, startLines: 0) is var (_, detail))
            return Bad(detail);
        if (end == 0)
            return ParseResult<TrailerSection>.Incomplete;
        if (end == 2)
            return ParseResult<TrailerSection>.Complete(Empty, end);
        return HeadLines.ReadFields(bytes[..end], out var fields) is { } error
            ? Bad(error)
            : ParseResult<TrailerSection>.Complete(new TrailerSection(fields), end);
    }

    private static ParseResult<TrailerSection> Bad(string detail) =>
        ParseResult<TrailerSection>.Invalid(TerminationReason.BadRequest, detail);
}
