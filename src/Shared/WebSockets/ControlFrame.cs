using System.Buffers.Binary;
using System.Text.Unicode;

namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// Writes control frames (RFC 6455 section 5.5). Without a masking key the frame is one for a client; a frame for a
/// backend needs one (section 5.1), unpredictable and new for each frame (section 5.3).
/// </summary>
public static class ControlFrame
{
    /// <summary>The longest control frame in bytes.</summary>
    public const int MaxLength = 2 + 4 + MaxPayloadLength;

    /// <summary>The longest payload of a control frame in bytes.</summary>
    public const int MaxPayloadLength = 125;

    /// <summary>The longest reason of a Close frame in bytes of UTF-8.</summary>
    public const int MaxReasonLength = MaxPayloadLength - 2;

    /// <summary>
    /// Writes a Close frame and returns its length in bytes. The reason is cut on a character boundary where it exceeds
    /// <see cref="MaxReasonLength"/>. With <see cref="CloseCode.NoStatusReceived"/> the frame is empty.
    /// </summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The code may not be on the wire.</exception>
    public static int WriteClose(Span<byte> destination, int code, ReadOnlySpan<char> reason = default, uint? maskingKey = null)
    {
        if (code == CloseCode.NoStatusReceived)
            return Write(destination, Opcode.Close, [], maskingKey);
        if (!CloseCode.IsValidOnWire(code))
            throw new ArgumentOutOfRangeException(nameof(code), code, "A Close frame carries 1000 to 1003, 1007 to 1014 or 3000 to 4999.");
        Span<byte> payload = stackalloc byte[MaxPayloadLength];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        // Stops before the first character that does not fit; lone surrogates become U+FFFD.
        Utf8.FromUtf16(reason, payload[2..], out _, out var reasonLength);
        return Write(destination, Opcode.Close, payload[..(2 + reasonLength)], maskingKey);
    }

    /// <summary>Writes a Ping frame and returns its length in bytes.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="MaxPayloadLength"/>.</exception>
    public static int WritePing(Span<byte> destination, ReadOnlySpan<byte> payload = default, uint? maskingKey = null) =>
        Write(destination, Opcode.Ping, payload, maskingKey);

    /// <summary>Writes a Pong frame and returns its length in bytes.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <exception cref="ArgumentException">The payload is longer than <see cref="MaxPayloadLength"/>.</exception>
    public static int WritePong(Span<byte> destination, ReadOnlySpan<byte> payload = default, uint? maskingKey = null) =>
        Write(destination, Opcode.Pong, payload, maskingKey);

    /// <summary>Writes a Ping, Pong or Close frame and returns its length in bytes.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <exception cref="ArgumentException">It is another kind of frame, or one that may not be on the wire.</exception>
    public static int Write(Span<byte> destination, DecodedFrame frame, uint? maskingKey = null) => frame switch
    {
        PingFrame ping => WritePing(destination, ping.Payload.Span, maskingKey),
        PongFrame pong => WritePong(destination, pong.Payload.Span, maskingKey),
        CloseFrame close => WriteClose(destination, close.Code, close.Reason, maskingKey),
        _ => throw new ArgumentException($"Unknown kind of frame: {frame.GetType()}.", nameof(frame)),
    };

    private static int Write(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload, uint? maskingKey)
    {
        if (payload.Length > MaxPayloadLength)
            throw new ArgumentException($"A control frame's payload has at most {MaxPayloadLength} bytes, not {payload.Length}.",
                nameof(payload));
        var header = new FrameHeader(true, 0, opcode, (ulong)payload.Length, maskingKey);
        var headerLength = header.Write(destination);
        var body = destination.Slice(headerLength, payload.Length);
        payload.CopyTo(body);
        if (maskingKey is { } key)
            Masking.Apply(body, key, 0);
        return headerLength + payload.Length;
    }
}
