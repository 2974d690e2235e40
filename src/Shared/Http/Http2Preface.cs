namespace ActorProxy.Shared.Http;

/// <summary>What a client of HTTP/2 begins with: 24 fixed octets and a SETTINGS frame (RFC 9113 section 3.4).</summary>
public sealed class Http2Preface
{
    private const int FrameHeader = 9;
    private const byte SettingsType = 4;

    /// <summary>A frame's payload before the peer allows more (RFC 9113 section 4.2).</summary>
    private const int MaxPayload = 1 << 14;

    private static readonly Http2Preface Instance = new();

    private Http2Preface()
    {
    }

    /// <summary>The octets before the SETTINGS.</summary>
    public static ReadOnlySpan<byte> Magic => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>
    /// Complete where the whole preface is there; and where the bytes can become none, with nothing consumed: that is the HTTP
    /// server's to answer, by GOAWAY.
    /// </summary>
    public static ParseResult<Http2Preface> Parse(ReadOnlySpan<byte> bytes)
    {
        var begun = Math.Min(bytes.Length, Magic.Length);
        if (!bytes[..begun].SequenceEqual(Magic[..begun]))
            return ParseResult<Http2Preface>.Complete(Instance, 0);
        if (bytes.Length < Magic.Length + FrameHeader)
            return ParseResult<Http2Preface>.Incomplete;
        var frame = bytes[Magic.Length..];
        var length = frame[0] << 16 | frame[1] << 8 | frame[2];
        if (frame[3] != SettingsType || length > MaxPayload)
            return ParseResult<Http2Preface>.Complete(Instance, 0);
        var consumed = Magic.Length + FrameHeader + length;
        return bytes.Length < consumed ? ParseResult<Http2Preface>.Incomplete : ParseResult<Http2Preface>.Complete(Instance, consumed);
    }
}
