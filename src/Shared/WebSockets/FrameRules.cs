using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets;

/// <summary>What RFC 6455 asks of a frame on a route that reads messages, where no extension is agreed on.</summary>
internal static class FrameRules
{
    /// <summary>Judges a header before any of its payload is taken.</summary>
    /// <param name="assembling">Whether a fragmented message is under way.</param>
    /// <param name="assembled">The bytes of that message so far.</param>
    public static FrameViolation? Check(FrameHeader header, MessageDecoderOptions options, bool assembling, int assembled)
    {
        if (header.Reserved != 0)
            return Protocol("Reserved bits are set, and no extension was agreed on (RFC 6455 section 5.2).");
        if (!Enum.IsDefined(header.Opcode))
            return Protocol($"Opcode 0x{(int)header.Opcode:X} is reserved (RFC 6455 section 5.2).");
        if (header.MaskingKey is null == options.ExpectMasked)
            return Protocol(options.ExpectMasked
                ? "A frame of the client is not masked (RFC 6455 section 5.1)."
                : "A frame of the backend is masked (RFC 6455 section 5.1).");
        if (header.Length > long.MaxValue)
            return Protocol("The most significant bit of a 64-bit payload length is set (RFC 6455 section 5.2).");
        if (header.IsControl)
            return CheckControl(header);
        if (header.Opcode == Opcode.Continuation && !assembling)
            return Protocol("A continuation frame continues no message (RFC 6455 section 5.4).");
        if (header.Opcode != Opcode.Continuation && assembling)
            return Protocol("A message begins before the fragmented one has ended (RFC 6455 section 5.4).");
        return header.Length > (ulong)(options.MaxMessageBytes - assembled)
            ? new FrameViolation(TerminationReason.MessageTooBig, $"A message exceeds {options.MaxMessageBytes} bytes.")
            : null;
    }

    public static FrameViolation? CheckMessage(MessageKind kind, ReadOnlySpan<byte> payload) =>
        kind == MessageKind.Text && !Utf8.IsValid(payload)
            ? new FrameViolation(TerminationReason.InvalidPayload, "A text message is not UTF-8 (RFC 6455 section 8.1).")
            : null;

    public static FrameViolation? CheckClose(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return null;
        if (payload.Length == 1)
            return Protocol("A Close frame has a payload of one byte (RFC 6455 section 5.5.1).");
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!CloseCode.IsValidOnWire(code))
            return Protocol($"A Close frame carries the code {code} (RFC 6455 section 7.4).");
        return Utf8.IsValid(payload[2..])
            ? null
            : new FrameViolation(TerminationReason.InvalidPayload, "The reason of a Close frame is not UTF-8 (RFC 6455 section 5.5.1).");
    }

    /// <summary>Makes the frame of a payload that <see cref="CheckClose"/> passed.</summary>
    public static CloseFrame ReadClose(ReadOnlySpan<byte> payload) => payload.IsEmpty
        ? new CloseFrame(CloseCode.NoStatusReceived)
        : new CloseFrame(BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload[2..]));

    private static FrameViolation? CheckControl(FrameHeader header)
    {
        if (!header.Final)
            return Protocol("A control frame is fragmented (RFC 6455 section 5.5).");
        return header.Length > ControlFrame.MaxPayloadLength
            ? Protocol("A control frame's payload exceeds 125 bytes (RFC 6455 section 5.5).")
            : null;
    }

    private static FrameViolation Protocol(string detail) => new(TerminationReason.ProtocolError, detail);
}
