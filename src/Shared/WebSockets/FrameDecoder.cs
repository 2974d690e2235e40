using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// Decodes one direction of a connection into messages and control frames, in the order in which they end, and enforces
/// RFC 6455 section 5 without extensions. Give it the bytes with <see cref="Append"/>, then call <see cref="TryRead"/>
/// until it returns false, then look at <see cref="Violation"/>.
/// </summary>
/// <remarks>
/// Every payload handed out is memory of its own, which the decoder never touches again. Between reads that are drained
/// the decoder holds what has arrived of the message under way, at most <see cref="MessageDecoderOptions.MaxMessageBytes"/>
/// (for a moment once more while it grows), and no read buffer. Not thread-safe.
/// </remarks>
public sealed class FrameDecoder : IDisposable
{
    private readonly MessageDecoderOptions _options;
    private readonly byte[] _headerBytes = new byte[FrameHeader.MaxLength];
    private int _headerSeen;

    private byte[] _input = [];
    private int _inputStart;
    private int _inputEnd;

    private FrameHeader _frame;
    private int _frameSeen;
    private bool _inPayload;

    private PayloadBuffer _control;
    private PayloadBuffer _message;
    private MessageKind _kind;
    private bool _assembling;
    private bool _disposed;

    /// <exception cref="ArgumentOutOfRangeException"><see cref="MessageDecoderOptions.MaxMessageBytes"/> is out of range.</exception>
    public FrameDecoder(MessageDecoderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxMessageBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxMessageBytes, Array.MaxLength);
        _options = options;
    }

    /// <summary>What the peer did wrong, once <see cref="TryRead"/> came to it. Nothing is read after it.</summary>
    public FrameViolation? Violation { get; private set; }

    /// <summary>Whether the Close frame was read. What a peer sends after it is discarded (RFC 6455 section 1.4).</summary>
    public bool Closed { get; private set; }

    /// <summary>Takes a copy of the next bytes of the stream.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (Ended || bytes.IsEmpty)
            return;
        var unread = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
        if (_input.Length - _inputEnd < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(unread.Length + bytes.Length);
            unread.CopyTo(larger);
            var length = unread.Length;
            ReleaseInput();
            _input = larger;
            _inputEnd = length;
        }
        bytes.CopyTo(_input.AsSpan(_inputEnd));
        _inputEnd += bytes.Length;
    }

    /// <summary>
    /// Yields the next message or control frame; false when more bytes are needed, or after a violation or a Close frame.
    /// </summary>
    public bool TryRead([NotNullWhen(true)] out DecodedFrame? frame)
    {
        frame = null;
        while (!Ended && frame is null)
        {
            if (!_inPayload && !ReadHeader())
                break;
            if (_inPayload && !ReadPayload())
                break;
            if (_inPayload)
                frame = EndFrame();
        }
        if (Ended || _inputStart == _inputEnd)
            ReleaseInput();
        return frame is not null;
    }

    /// <summary>Gives the read buffer back to its pool; the decoder discards what comes after.</summary>
    public void Dispose()
    {
        _disposed = true;
        ReleaseInput();
    }

    private bool Ended => Violation is not null || Closed || _disposed;

    /// <summary>Moves the input on to the payload of the next frame; false when it ends before that.</summary>
    private bool ReadHeader()
    {
        int length;
        while (_headerSeen < (length = FrameHeader.LengthOf(_headerBytes.AsSpan(0, _headerSeen))))
        {
            var piece = TakeInput(length - _headerSeen);
            if (piece.IsEmpty)
                return false;
            piece.CopyTo(_headerBytes.AsSpan(_headerSeen));
            _headerSeen += piece.Length;
        }
        _headerSeen = 0;
        _frame = FrameHeader.Read(_headerBytes);
        _frameSeen = 0;
        Violation = FrameRules.Check(_frame, _options, _assembling, _message.Length);
        _inPayload = Violation is null;
        if (_inPayload && _frame.Opcode is Opcode.Text or Opcode.Binary)
        {
            _kind = _frame.Opcode == Opcode.Text ? MessageKind.Text : MessageKind.Binary;
            _assembling = true;
        }
        return true;
    }

    /// <summary>Takes what is there of the frame's payload; false when it is not all.</summary>
    private bool ReadPayload()
    {
        // FrameRules let no payload pass that an array cannot hold.
        var expected = (int)_frame.Length - _frameSeen;
        var piece = TakeInput(expected);
        if (_frame.IsControl)
            _control.Append(piece, _frame.MaskingKey, _frameSeen, (int)_frame.Length);
        else
            _message.Append(piece, _frame.MaskingKey, _frameSeen, MessageLimit(expected));
        _frameSeen += piece.Length;
        return piece.Length == expected;
    }

    /// <summary>The last frame tells the message's length; before it there may be as many tiny ones as the options allow.</summary>
    private int MessageLimit(int expected) =>
        _frame.Final ? _message.Length + expected : (int)_options.MaxMessageBytes;

    /// <summary>
    /// What the frame completes: a control frame, or a message with its last fragment; null when nothing or when it is refused.
    /// </summary>
    private DecodedFrame? EndFrame()
    {
        _inPayload = false;
        return _frame.Opcode switch
        {
            Opcode.Close => EndClose(_control.Take()),
            Opcode.Ping => new PingFrame(_control.Take()),
            Opcode.Pong => new PongFrame(_control.Take()),
            _ => _frame.Final ? EndMessage(_message.Take()) : null,
        };
    }

    private WebSocketMessage? EndMessage(ReadOnlyMemory<byte> payload)
    {
        _assembling = false;
        Violation = FrameRules.CheckMessage(_kind, payload.Span);
        return Violation is null ? new WebSocketMessage(_kind, payload) : null;
    }

    private CloseFrame? EndClose(ReadOnlyMemory<byte> payload)
    {
        Violation = FrameRules.CheckClose(payload.Span);
        Closed = Violation is null;
        return Closed ? FrameRules.ReadClose(payload.Span) : null;
    }

    private ReadOnlySpan<byte> TakeInput(int most)
    {
        var piece = _input.AsSpan(_inputStart, Math.Min(most, _inputEnd - _inputStart));
        _inputStart += piece.Length;
        return piece;
    }

    private void ReleaseInput()
    {
        if (_input.Length > 0)
            ArrayPool<byte>.Shared.Return(_input);
        _input = [];
        _inputStart = 0;
        _inputEnd = 0;
    }
}
