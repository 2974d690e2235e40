using System.Buffers;
using System.Text;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

internal static class Frames
{
    public static WebSocketMessage Text(string text) => new(MessageKind.Text, Encoding.UTF8.GetBytes(text));

    public static WebSocketMessage Binary(int length)
    {
        var payload = new byte[length];
        new Random(length).NextBytes(payload);
        return new WebSocketMessage(MessageKind.Binary, payload);
    }

    public static string TextOf(WebSocketMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    public static byte[] Encode(DecodedFrame frame, uint? maskingKey = null)
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameEncoder.Write(writer, frame, maskingKey);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>A frame that the encoder would not make.</summary>
    public static byte[] Raw(Opcode opcode, bool final, byte[] payload, uint? maskingKey)
    {
        var bytes = new byte[FrameHeader.MaxLength + payload.Length];
        var header = new FrameHeader(final, 0, opcode, (ulong)payload.Length, maskingKey).Write(bytes);
        payload.CopyTo(bytes, header);
        if (maskingKey is { } key)
            Masking.Apply(bytes.AsSpan(header, payload.Length), key, 0);
        return bytes[..(header + payload.Length)];
    }
}
