using System.Buffers;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// Cuts a frame into pieces to write, each filled in the same pooled buffer, so that a long message is never in memory
/// twice. While no frame is under way it holds no buffer.
/// </summary>
internal sealed class FrameWriter
{
    /// <summary>Bytes of a piece, headers included.</summary>
    public const int PieceLength = 16 * 1024;

    private byte[]? _buffer;
    private int _filled; // bytes of header, or of a whole control frame, that stand at the buffer's beginning
    private ReadOnlyMemory<byte> _payload;
    private int _offset;
    private uint? _maskingKey;

    /// <summary>Begins a frame; the one before it must be through.</summary>
    /// <param name="maskingKey">Null towards a client; new and unpredictable towards a backend (RFC 6455 section 5.3).</param>
    public void Begin(DecodedFrame frame, uint? maskingKey)
    {
        _maskingKey = maskingKey;
        _offset = 0;
        _payload = frame is WebSocketMessage { Payload: var payload } ? payload : default;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Clamp(FrameHeader.MaxLength + _payload.Length, ControlFrame.MaxLength, PieceLength));
        _filled = frame is WebSocketMessage message
            ? HeaderOf(message, maskingKey).Write(_buffer)
            : ControlFrame.Write(_buffer, frame, maskingKey);
    }

    /// <summary>
    /// The next piece, valid until the next call; false, and the buffer given back, when the frame is through or none was begun.
    /// </summary>
    public bool TryNext(out ReadOnlyMemory<byte> piece)
    {
        piece = default;
        if (_buffer is not { } buffer)
            return false;
        var body = buffer.AsSpan(_filled, Math.Min(buffer.Length - _filled, _payload.Length - _offset));
        var length = _filled + body.Length;
        if (length == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Abandon();
            return false;
        }
        _payload.Span.Slice(_offset, body.Length).CopyTo(body);
        if (_maskingKey is { } key)
            Masking.Apply(body, key, _offset);
        _offset += body.Length;
        _filled = 0;
        piece = buffer.AsMemory(0, length);
        return true;
    }

    /// <summary>Forgets the frame. Its buffer does not go back to the pool: a failed write may not have let go of it.</summary>
    public void Abandon()
    {
        _buffer = null;
        _payload = default;
    }

    private static FrameHeader HeaderOf(WebSocketMessage message, uint? maskingKey) => new(
        true, 0, message.Kind == MessageKind.Text ? Opcode.Text : Opcode.Binary, (ulong)message.Payload.Length, maskingKey);
}
