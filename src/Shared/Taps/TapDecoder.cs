using System.Buffers.Binary;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Taps;

/// <summary>
/// Decodes one direction of a tunnel for a tap: fed with the bytes as they pass, from a frame boundary on, it yields messages
/// (their fragments put together) and control frames in the order in which they end. It never throws for what a peer sends,
/// and never holds more of a message than it is to show.
/// </summary>
/// <remarks>
/// Compressed messages whose context is taken over are captured up to <see cref="MaxContext"/> bytes, whatever is to be
/// shown: later ones cannot be inflated without them. Not thread-safe.
/// </remarks>
public sealed class TapDecoder
{
    /// <summary>Bytes of a payload that can be shown at most.</summary>
    public const int MaxPayload = 64 * 1024;

    /// <summary>Bytes that are captured at most of a compressed message that the next ones may refer to.</summary>
    public const int MaxContext = 64 * 1024;

    private const int DeflateBit = 4; // RSV1

    private readonly TapDirection _direction;
    private readonly NegotiatedExtensions _extensions;
    private readonly int _maxPayload;
    private readonly int _maxCompressed;
    private readonly byte[] _headerBytes = new byte[FrameHeader.MaxLength];
    private int _headerSeen;
    private FrameHeader _frame;
    private long _frameSeen;
    private bool _inPayload;
    private PayloadBuffer _control;
    private PayloadBuffer _message;
    private long _messageSize;
    private TapKind _kind;
    private int _reserved; // of the message's first frame
    private bool _assembling;
    private bool _sawData; // before that, a continuation is of a message that began before the tap

    /// <param name="maxPayload">Bytes of a message to capture, 0 to <see cref="MaxPayload"/>; 0 where payloads are not to be shown.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPayload"/> is out of range.</exception>
    public TapDecoder(TapDirection direction, NegotiatedExtensions extensions, int maxPayload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxPayload);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPayload, MaxPayload);
        _direction = direction;
        _extensions = extensions;
        _maxPayload = maxPayload;
        _maxCompressed = maxPayload > 0 && extensions.TakesContextOver(direction) ? MaxContext : maxPayload;
    }

    /// <summary>Nothing more is decoded: after a Close frame, or a violation.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes the next bytes of the stream.</summary>
    /// <param name="emit">Is called for each message and control frame that ends in them.</param>
    public void Feed(ReadOnlySpan<byte> bytes, Action<TapFrame> emit)
    {
        while (!bytes.IsEmpty && !IsStopped)
            bytes = bytes[(_inPayload ? ReadPayload(bytes, emit) : ReadHeader(bytes, emit))..];
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes, Action<TapFrame> emit)
    {
        var taken = Math.Min(FrameHeader.LengthOf(_headerBytes.AsSpan(0, _headerSeen)) - _headerSeen, bytes.Length);
        bytes[..taken].CopyTo(_headerBytes.AsSpan(_headerSeen));
        _headerSeen += taken;
        if (_headerSeen < 2 || _headerSeen < FrameHeader.LengthOf(_headerBytes.AsSpan(0, _headerSeen)))
            return taken;
        _headerSeen = 0;
        Begin(FrameHeader.Read(_headerBytes), emit);
        return taken;
    }

    private void Begin(FrameHeader frame, Action<TapFrame> emit)
    {
        if (Violation(frame) is { } violation)
        {
            Stop(violation, emit);
            return;
        }
        _frame = frame;
        _frameSeen = 0;
        _inPayload = true;
        if (!frame.IsControl)
            BeginData(frame);
        if (frame.Length == 0)
            EndFrame(emit);
    }

    private void BeginData(FrameHeader frame)
    {
        if (frame.Opcode != Opcode.Continuation || !_sawData)
        {
            _assembling = true;
            _messageSize = 0;
            _reserved = frame.Reserved;
            _kind = frame.Opcode switch
            {
                Opcode.Text => TapKind.Text,
                Opcode.Binary => TapKind.Binary,
                _ => TapKind.Continuation,
            };
        }
        _sawData = true;
    }

    private int ReadPayload(ReadOnlySpan<byte> bytes, Action<TapFrame> emit)
    {
        var piece = bytes[..(int)Math.Min((long)_frame.Length - _frameSeen, bytes.Length)];
        if (_frame.IsControl)
            _control.Append(piece, _frame.MaskingKey, (int)(_frameSeen & 3), (int)_frame.Length);
        else
            Capture(piece);
        _frameSeen += piece.Length;
        if (_frameSeen == (long)_frame.Length)
            EndFrame(emit);
        return piece.Length;
    }

    private void Capture(ReadOnlySpan<byte> piece)
    {
        // A message whose beginning was missed shows nothing: nobody knows what its bytes are.
        var limit = _kind == TapKind.Continuation ? 0 : (_reserved & DeflateBit) != 0 ? _maxCompressed : _maxPayload;
        _message.Append(piece[..Math.Min(piece.Length, limit - _message.Length)], _frame.MaskingKey, (int)(_frameSeen & 3), limit);
        _messageSize += piece.Length;
    }

    private void EndFrame(Action<TapFrame> emit)
    {
        _inPayload = false;
        if (_frame.IsControl)
            EndControl(_control.Take(), emit);
        else if (_frame.Final)
            EndMessage(_message.Take(), emit);
    }

    private void EndMessage(ReadOnlyMemory<byte> captured, Action<TapFrame> emit)
    {
        _assembling = false;
        var unknown = _reserved & ~(_extensions.HasFlag(NegotiatedExtensions.Deflate) ? DeflateBit : 0);
        emit(new TapFrame(_direction, _kind, _messageSize, unknown == 0 ? captured : default)
        {
            Compressed = unknown == 0 && _reserved != 0,
            Truncated = captured.Length < _messageSize || unknown != 0,
            Detail = _kind == TapKind.Continuation ? "the message began before the tap"
                : unknown != 0 ? "coded by an extension that the tap does not know" : null,
        });
    }

    private void EndControl(ReadOnlyMemory<byte> payload, Action<TapFrame> emit)
    {
        if (_frame.Opcode == Opcode.Close)
        {
            EndClose(payload, emit);
            return;
        }
        var shown = payload[..Math.Min(payload.Length, _maxPayload)];
        emit(new TapFrame(_direction, _frame.Opcode == Opcode.Ping ? TapKind.Ping : TapKind.Pong, payload.Length, shown)
        {
            Truncated = shown.Length < payload.Length,
        });
    }

    private void EndClose(ReadOnlyMemory<byte> payload, Action<TapFrame> emit)
    {
        if (payload.Length == 1)
        {
            Stop("A Close frame has a payload of one byte (RFC 6455 section 5.5.1).", emit);
            return;
        }
        IsStopped = true;
        var code = payload.IsEmpty ? CloseCode.NoStatusReceived : BinaryPrimitives.ReadUInt16BigEndian(payload.Span);
        emit(Close(_direction, code, payload[Math.Min(2, payload.Length)..], _maxPayload));
    }

    /// <summary>What a tap notes of a Close frame.</summary>
    /// <param name="maxPayload">Bytes of the reason to capture.</param>
    public static TapFrame Close(TapDirection direction, int code, ReadOnlyMemory<byte> reason, int maxPayload) =>
        new(direction, TapKind.Close, code == CloseCode.NoStatusReceived ? 0 : 2 + reason.Length,
            reason[..Math.Min(reason.Length, maxPayload)])
        {
            CloseCode = code,
            Truncated = reason.Length > maxPayload,
        };

    private void Stop(string violation, Action<TapFrame> emit)
    {
        IsStopped = true;
        emit(new TapFrame(_direction, TapKind.Violation, 0, default) { Detail = $"{violation} This direction is decoded no further." });
    }

    private string? Violation(FrameHeader frame)
    {
        if (!Enum.IsDefined(frame.Opcode))
            return $"Opcode 0x{(int)frame.Opcode:X} is reserved (RFC 6455 section 5.2).";
        if (frame.Length > long.MaxValue)
            return "The most significant bit of a 64-bit payload length is set (RFC 6455 section 5.2).";
        if (frame.Reserved != 0 && !_extensions.HasFlag(NegotiatedExtensions.Other) && !IsDeflate(frame))
            return "Reserved bits are set that no extension gives a meaning (RFC 6455 section 5.2).";
        if (frame.IsControl)
        {
            return !frame.Final ? "A control frame is fragmented (RFC 6455 section 5.5)."
                : frame.Length > ControlFrame.MaxPayloadLength ? "A control frame's payload exceeds 125 bytes (RFC 6455 section 5.5)."
                : null;
        }
        if (frame.Opcode == Opcode.Continuation)
            return _assembling || !_sawData ? null : "A continuation frame continues no message (RFC 6455 section 5.4).";
        return _assembling ? "A message begins before the fragmented one has ended (RFC 6455 section 5.4)." : null;
    }

    private bool IsDeflate(FrameHeader frame) => _extensions.HasFlag(NegotiatedExtensions.Deflate)
        && frame is { Reserved: DeflateBit, Opcode: Opcode.Text or Opcode.Binary };
}
