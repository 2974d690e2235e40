using System.Buffers;

namespace ActorProxy.Shared.WebSockets;

/// <summary>Encodes messages and control frames, each as one frame without extensions (RFC 6455 section 5.2).</summary>
public static class FrameEncoder
{
    private const int PieceLength = 16 * 1024;

    /// <summary>Encodes one message or control frame.</summary>
    /// <param name="maskingKey">
    /// Null towards a client; towards a backend one that is unpredictable and new for each frame (RFC 6455 section 5.3).
    /// </param>
    /// <exception cref="ArgumentException">A control frame's payload exceeds 125 bytes, or a close code may not be on the wire.</exception>
    public static void Write(IBufferWriter<byte> writer, DecodedFrame frame, uint? maskingKey = null)
    {
        if (frame is WebSocketMessage message)
            WriteMessage(writer, message, maskingKey);
        else
            writer.Advance(ControlFrame.Write(writer.GetSpan(ControlFrame.MaxLength), frame, maskingKey));
    }

    private static void WriteMessage(IBufferWriter<byte> writer, WebSocketMessage message, uint? maskingKey)
    {
        var opcode = message.Kind == MessageKind.Text ? Opcode.Text : Opcode.Binary;
        var payload = message.Payload.Span;
        var header = new FrameHeader(true, 0, opcode, (ulong)payload.Length, maskingKey);
        writer.Advance(header.Write(writer.GetSpan(FrameHeader.MaxLength)));
        // In pieces, so that a long message asks the writer for no single long buffer.
        for (var offset = 0; offset < payload.Length;)
        {
            var space = writer.GetSpan(Math.Min(payload.Length - offset, PieceLength));
            var piece = space[..Math.Min(space.Length, payload.Length - offset)];
            payload.Slice(offset, piece.Length).CopyTo(piece);
            if (maskingKey is { } key)
                Masking.Apply(piece, key, offset);
            writer.Advance(piece.Length);
            offset += piece.Length;
        }
    }
}
