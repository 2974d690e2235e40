namespace ActorProxy.Shared.Http;

/// <summary>
/// Finds the end of a body as its bytes pass, unchanged (RFC 9112 section 6.3), and which of them are its content. Chunks and trailers
/// are held to the letter of section 7.1: where that is broken, another reader could find another end.
/// </summary>
/// <param name="framing">Where the body ends.</param>
/// <param name="leavesTrailers">Whether chunks end, here, before their trailer section: see <see cref="IsAtTrailers"/>.</param>
public sealed class BodyMeter(BodyFraming framing, bool leavesTrailers = false)
{
    private long _left = framing.Kind == BodyKind.ContentLength ? framing.Length : 0;
    private ChunkLines _lines; // between the data of chunks

    /// <summary>Whether the whole body has passed. Never, where only the end of the connection tells.</summary>
    public bool IsComplete => framing.Kind switch
    {
        BodyKind.None => true,
        BodyKind.ContentLength => _left == 0,
        BodyKind.Chunked => _lines.IsOver,
        _ => false,
    };

    /// <summary>Whether the last chunk has passed, and what follows is left to another reader: the trailers and the empty line.</summary>
    public bool IsAtTrailers => leavesTrailers && _lines.IsAtTrailers;

    /// <summary>Whether the chunks broke RFC 9112 section 7.1: where the body ends can no longer be told.</summary>
    public bool IsBroken => _lines.IsBroken;

    /// <summary>Bytes of the content that have passed: without what the chunks add.</summary>
    public long Content { get; private set; }

    /// <summary>How many of the next bytes belong to the body.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (taken < bytes.Length && TakePart(bytes[taken..], out _) is var part and > 0)
            taken += part;
        return taken;
    }

    /// <summary>
    /// How many of the next bytes belong to the body and are all content, or none of them. 0: none belongs to it, or what is at hand of
    /// it is broken.
    /// </summary>
    public int TakePart(ReadOnlySpan<byte> bytes, out bool isContent)
    {
        isContent = true;
        switch (framing.Kind)
        {
            case BodyKind.None:
                return 0;
            case BodyKind.ContentLength:
                return TakeContent(bytes);
            case BodyKind.Chunked:
                if (_left > 0)
                    return TakeContent(bytes);
                isContent = false;
                return TakeLines(bytes);
            default:
                Content += bytes.Length;
                return bytes.Length;
        }
    }

    private int TakeContent(ReadOnlySpan<byte> bytes)
    {
        var taken = (int)Math.Min(_left, bytes.Length);
        _left -= taken;
        Content += taken;
        return taken;
    }

    private int TakeLines(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && _left == 0 && !_lines.IsOver && !IsBroken && !IsAtTrailers)
            _left = _lines.Step(bytes[at++]);
        return at;
    }
}
