using System.Buffers.Binary;

namespace ActorProxy.Shared.WebSockets;

/// <summary>The header of a frame as it stands on the wire, well-formed or not (RFC 6455 section 5.2).</summary>
/// <param name="Reserved">The bits RSV1, RSV2 and RSV3, as a number from 0 to 7.</param>
/// <param name="Length">The payload's length in bytes; above <see cref="long.MaxValue"/> when a peer sets the bit that must be 0.</param>
/// <param name="MaskingKey">Null when the frame is not masked; the most significant byte is the first on the wire.</param>
public readonly record struct FrameHeader(bool Final, int Reserved, Opcode Opcode, ulong Length, uint? MaskingKey)
{
    /// <summary>The longest header in bytes: two, eight of extended length, four of masking key.</summary>
    public const int MaxLength = 14;

    private const int FinalBit = 0x80;
    private const int MaskBit = 0x80;

    public bool IsControl => ((int)Opcode & 0x8) != 0;

    /// <summary>The length in bytes of the header that begins with these bytes, or 2 while fewer than two of them are there.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 2 ? 2 : 2 + ExtendedLength(bytes[1]) + (bytes[1] >= MaskBit ? 4 : 0);

    /// <summary>Reads a whole header; <paramref name="bytes"/> holds at least <see cref="LengthOf"/> bytes.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        var extended = ExtendedLength(bytes[1]);
        var length = extended switch
        {
            0 => (ulong)(bytes[1] & ~MaskBit),
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
        };
        uint? key = bytes[1] >= MaskBit ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(2 + extended)..]) : null;
        return new FrameHeader(bytes[0] >= FinalBit, (bytes[0] >> 4) & 0x7, (Opcode)(bytes[0] & 0xF), length, key);
    }

    /// <summary>Writes the header with the shortest form of its length and returns how many bytes that took.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    public int Write(Span<byte> destination)
    {
        destination[0] = (byte)((Final ? FinalBit : 0) | (Reserved << 4) | (int)Opcode);
        var mask = MaskingKey is null ? 0 : MaskBit;
        int written;
        switch (Length)
        {
            case <= 125:
                destination[1] = (byte)(mask | (int)Length);
                written = 2;
                break;
            case <= ushort.MaxValue:
                destination[1] = (byte)(mask | 126);
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)Length);
                written = 4;
                break;
            default:
                destination[1] = (byte)(mask | 127);
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], Length);
                written = 10;
                break;
        }
        if (MaskingKey is not { } key)
            return written;
        BinaryPrimitives.WriteUInt32BigEndian(destination[written..], key);
        return written + 4;
    }

    private static int ExtendedLength(byte second) => (second & ~MaskBit) switch { 126 => 2, 127 => 8, _ => 0 };
}

/// <summary>The opcodes of RFC 6455 section 5.2; every other value is reserved.</summary>
public enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}
