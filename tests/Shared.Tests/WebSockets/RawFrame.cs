using System.Buffers.Binary;

namespace ActorProxy.Shared.Tests.WebSockets;

/// <summary>A frame as a peer might send it, right or wrong; it owes nothing to the code under test.</summary>
/// <param name="First">The bits FIN and RSV and the opcode.</param>
/// <param name="LengthForm">The least number of extended length bytes: 0, 2 or 8. Peers may use more than they need.</param>
internal sealed record RawFrame(byte First, byte[] Payload, uint? Key = null, int LengthForm = 0)
{
    public byte[] ToBytes()
    {
        var form = Math.Max(LengthForm, Payload.Length > ushort.MaxValue ? 8 : Payload.Length > 125 ? 2 : 0);
        var mask = Key is null ? 0 : 0x80;
        var bytes = new List<byte> { First, (byte)(mask | form switch { 0 => Payload.Length, 2 => 126, _ => 127 }) };
        for (var i = form - 1; i >= 0; i--)
            bytes.Add((byte)((long)Payload.Length >> (8 * i)));
        var key = new byte[4];
        if (Key is { } value)
        {
            BinaryPrimitives.WriteUInt32BigEndian(key, value);
            bytes.AddRange(key);
        }
        for (var i = 0; i < Payload.Length; i++)
            bytes.Add((byte)(Payload[i] ^ key[i % 4]));
        return bytes.ToArray();
    }

    public static byte[] Stream(IEnumerable<RawFrame> frames) => frames.SelectMany(f => f.ToBytes()).ToArray();

    /// <summary>Cuts the bytes into pieces of the given lengths, taken in turn.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Cut(ReadOnlyMemory<byte> bytes, int[] lengths)
    {
        for (var i = 0; !bytes.IsEmpty; i++)
        {
            var length = Math.Min(lengths[i % lengths.Length], bytes.Length);
            yield return bytes[..length];
            bytes = bytes[length..];
        }
    }
}
