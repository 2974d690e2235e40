using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// Reads the frame headers of one direction of a tunnel as the bytes pass, and nothing else: payload is neither unmasked
/// nor copied, but for the two bytes of a close code. The bytes may be split anywhere. The default value stands at the
/// start of a stream. It counts and does not enforce: after a <see cref="Violation"/> it goes on by the lengths that the
/// headers state.
/// </summary>
/// <remarks>A mutable struct: keep it in a field that is not readonly, and do not copy it.</remarks>
public struct FrameScanner
{
    private enum Phase : byte { Boundary, Header, Payload, ClosePayload }

    // In a header: the extended length so far. In a payload: the bytes to come.
    private long _remaining;
    private long _closeLength;
    private ushort _closeCode;
    private Phase _phase;
    private byte _first;
    private byte _headerSeen;
    private byte _headerLength;
    private byte _keyStart;
    private byte _closeCodeBytes;

    /// <summary>Data messages whose last frame has passed.</summary>
    public long Messages { get; private set; }

    /// <summary>Frames that have passed to their end, control frames included.</summary>
    public long Frames { get; private set; }

    /// <summary>Whether a Close frame has passed to its end. The first one gives code and reason length.</summary>
    public bool CloseSeen { get; private set; }

    /// <summary>
    /// Whether a header broke RFC 6455 section 5.2 or 5.5: a reserved opcode, a control frame that is fragmented or longer
    /// than 125 bytes, a Close payload of one byte, or a length with its most significant bit set.
    /// </summary>
    public bool Violation { get; private set; }

    /// <summary>Whether the stream stands between two frames: only there may another frame be put in.</summary>
    public readonly bool AtBoundary => _phase == Phase.Boundary;

    /// <summary>
    /// The code of the Close frame; <see cref="WebSockets.CloseCode.NoStatusReceived"/> when it has none; null while
    /// <see cref="CloseSeen"/> is false.
    /// </summary>
    public readonly int? CloseCode =>
        !CloseSeen ? null : _closeLength < 2 ? WebSockets.CloseCode.NoStatusReceived : _closeCode;

    /// <summary>The length of the Close frame's reason in bytes; 0 while <see cref="CloseSeen"/> is false.</summary>
    public readonly long CloseReasonLength => CloseSeen ? Math.Max(0, _closeLength - 2) : 0;

    /// <summary>Takes the next bytes of the stream and returns how many data messages ended in them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        if (_phase != Phase.Payload || bytes.Length >= _remaining)
            return ScanHeaders(bytes);
        _remaining -= bytes.Length;
        return 0;
    }

    /// <summary>
    /// How many of the next bytes of the stream belong to the frame under way: 0 at a boundary, all of them when the frame
    /// does not end within them. Changes nothing.
    /// </summary>
    public readonly int BytesToBoundary(ReadOnlySpan<byte> bytes)
    {
        if (_phase == Phase.Boundary)
            return 0;
        var probe = this;
        var header = _phase == Phase.Header ? probe.ReadHeader(bytes) : 0;
        return probe._phase switch
        {
            Phase.Boundary => header,
            Phase.Header => bytes.Length,
            _ => header + (int)Math.Min(probe._remaining, bytes.Length - header),
        };
    }

    private int ScanHeaders(ReadOnlySpan<byte> bytes)
    {
        var before = Messages;
        var position = _phase == Phase.Boundary ? 0 : Resume(bytes);
        while (position < bytes.Length)
        {
            position = PassWholeFrames(bytes, position);
            if (position < bytes.Length)
                position += Resume(bytes[position..]);
        }
        return (int)(Messages - before);
    }

    /// <summary>
    /// From a boundary, passes the data frames that lie wholly in the bytes; everything else is for <see cref="Resume"/>.
    /// </summary>
    private int PassWholeFrames(ReadOnlySpan<byte> bytes, int start)
    {
        ref var origin = ref MemoryMarshal.GetReference(bytes);
        nint length = bytes.Length;
        nint position = start;
        var frames = 0;
        var messages = 0;
        // The bounds are checked once per frame, here and against its end; indexing the span would check each byte.
        while (position <= length - 4)
        {
            ref var header = ref Unsafe.Add(ref origin, position);
            var first = (uint)header;
            nint second = Unsafe.Add(ref header, 1);
            var payload = second & 0x7F;
            // Two bytes, and four more where the mask bit is set.
            var end = position + payload + 2 + ((second >> 5) & 4);
            if ((first & 0xF) > (uint)Opcode.Binary)
                break;
            if (payload > 125)
            {
                if (payload == 127)
                    break;
                end += 2 - payload + ((Unsafe.Add(ref header, 2) << 8) | Unsafe.Add(ref header, 3));
            }
            if (end > length)
                break;
            position = end;
            frames++;
            messages += (int)(first >> 7);
        }
        Frames += frames;
        Messages += messages;
        return (int)position;
    }

    /// <summary>Goes on with the frame under way, or begins one, up to its end or the end of the bytes; returns how many it took.</summary>
    private int Resume(ReadOnlySpan<byte> bytes)
    {
        var position = _phase <= Phase.Header ? ReadHeader(bytes) : 0;
        if (_phase <= Phase.Header)
            return position;
        var taken = (int)Math.Min(_remaining, bytes.Length - position);
        if (_phase == Phase.ClosePayload)
            ReadCloseCode(bytes.Slice(position, taken));
        _remaining -= taken;
        if (_remaining == 0)
            EndFrame();
        return position + taken;
    }

    private int ReadHeader(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            ReadHeaderByte(bytes[i]);
            if (_headerSeen >= 2 && _headerSeen == _headerLength)
            {
                EndHeader();
                return i + 1;
            }
        }
        return bytes.Length;
    }

    private void ReadHeaderByte(byte value)
    {
        var index = _headerSeen++;
        if (index == 0)
        {
            _first = value;
            _phase = Phase.Header;
        }
        else if (index == 1)
        {
            var length = value & 0x7F;
            _keyStart = (byte)(length switch { 126 => 4, 127 => 10, _ => 2 });
            _headerLength = (byte)(_keyStart + (value >> 7) * 4);
            _remaining = length > 125 ? 0 : length;
            if (IsFirstClose)
                _closeCode = 0;
        }
        else if (index < _keyStart)
        {
            _remaining = (_remaining << 8) | value;
        }
        else if (IsFirstClose && index < _keyStart + 2)
        {
            // The first two bytes of the key, to which the first two of the payload are added.
            _closeCode = (ushort)((_closeCode << 8) | value);
        }
    }

    private void EndHeader()
    {
        _headerSeen = 0;
        if (_remaining < 0)
        {
            _remaining = long.MaxValue;
            Violation = true;
        }
        if ((_first & 0x7) > 2 || (IsControl && (_first < 0x80 || _remaining > 125)))
            Violation = true;
        _phase = Phase.Payload;
        if (IsFirstClose)
        {
            _phase = Phase.ClosePayload;
            _closeLength = _remaining;
            _closeCodeBytes = 2;
            if (_remaining == 1)
                Violation = true;
        }
        if (_remaining == 0)
            EndFrame();
    }

    private void ReadCloseCode(ReadOnlySpan<byte> payload)
    {
        for (var i = 0; i < payload.Length && _closeCodeBytes > 0; i++)
            _closeCode ^= (ushort)(payload[i] << (8 * --_closeCodeBytes));
    }

    private void EndFrame()
    {
        Frames++;
        if ((_first & 0xF) <= (int)Opcode.Binary)
            Messages += _first >> 7;
        if ((_first & 0xF) == (int)Opcode.Close)
            CloseSeen = true;
        _phase = Phase.Boundary;
    }

    private readonly bool IsControl => (_first & 0x8) != 0;

    private readonly bool IsFirstClose => (_first & 0xF) == (int)Opcode.Close && !CloseSeen;
}
