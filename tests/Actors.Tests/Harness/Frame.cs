using System.Text;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A WebSocket frame (RFC 6455 section 5.2) with its payload unmasked, and the bytes of some.</summary>
internal sealed record Frame(bool Fin, int Opcode, bool Masked, byte[] Payload)
{
    private static readonly byte[] Key = [0x37, 0xFA, 0x21, 0x3D];

    public string Text => Encoding.UTF8.GetString(Payload);

    public bool IsClose => Opcode == 8;

    public int CloseCode => Payload[0] << 8 | Payload[1];

    public string CloseReason => Encoding.UTF8.GetString(Payload, 2, Payload.Length - 2);

    /// <summary>A text message from a client: masked.</summary>
    public static byte[] FromClient(string text) => Bytes(1, Encoding.UTF8.GetBytes(text), masked: true);

    /// <summary>A text message from a backend: not masked.</summary>
    public static byte[] FromBackend(string text) => Bytes(1, Encoding.UTF8.GetBytes(text), masked: false);

    public static byte[] CloseFromClient(int code) => Bytes(8, [(byte)(code >> 8), (byte)code], masked: true);

    public static byte[] CloseFromBackend(int code) => Bytes(8, [(byte)(code >> 8), (byte)code], masked: false);

    public static byte[] Bytes(int opcode, byte[] payload, bool masked)
    {
        var mask = masked ? 0x80 : 0;
        List<byte> bytes = [(byte)(0x80 | opcode)];
        if (payload.Length < 126)
            bytes.Add((byte)(mask | payload.Length));
        else
            bytes.AddRange([(byte)(mask | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        if (masked)
            bytes.AddRange(Key);
        bytes.AddRange(payload.Select((b, i) => masked ? (byte)(b ^ Key[i % 4]) : b));
        return [.. bytes];
    }
}
