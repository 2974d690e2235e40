using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ActorProxy.Shared.Taps;

/// <summary>A message or control frame that has passed through a tapped tunnel.</summary>
/// <param name="Number">In the tap, over both directions, from 1; a number that is missing was dropped.</param>
/// <param name="Time">When its last byte passed, UTC.</param>
/// <param name="Size">Bytes of its payload as they passed: compressed, where it is.</param>
/// <remarks>Equality of payloads is that of <see cref="ReadOnlyMemory{T}"/>: the same memory, not the same bytes.</remarks>
public sealed record TapItem(long Number, DateTimeOffset Time, TapDirection Direction, TapKind Kind, long Size)
{
    /// <summary>Whether it was compressed by permessage-deflate.</summary>
    public bool Compressed { get; init; }

    /// <summary>
    /// The first bytes of the payload, unmasked and inflated; of a Close frame, its reason. Null where the tap shows no
    /// payloads, or this one cannot be shown: <see cref="Detail"/> says why.
    /// </summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>Whether there is more of the payload.</summary>
    public bool Truncated { get; init; }

    /// <summary>The code of a Close frame, 1005 for none; null for what is no Close frame.</summary>
    public int? CloseCode { get; init; }

    /// <summary>Why there is no payload, or what is wrong; in plain English.</summary>
    public string? Detail { get; init; }

    /// <summary>The payload of a text message, or a Close frame's reason; null where there is none, or it is not UTF-8.</summary>
    [JsonIgnore]
    public string? Text => Kind is TapKind.Text or TapKind.Close && Payload is { } payload && Utf8.IsValid(payload.Span)
        ? Encoding.UTF8.GetString(payload.Span)
        : null;

    /// <summary>The payload in lower-case hexadecimal; null where there is none.</summary>
    [JsonIgnore]
    public string? Hex => Payload is { } payload ? Convert.ToHexStringLower(payload.Span) : null;
}
