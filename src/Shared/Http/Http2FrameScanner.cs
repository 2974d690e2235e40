namespace ActorProxy.Shared.Http;

/// <summary>
/// Finds the frames in one direction of an HTTP/2 connection as its bytes pass, in pieces of any size; payloads are passed over.
/// A mutable struct.
/// </summary>
/// <param name="skip">Bytes before the first frame: a client's <see cref="Http2Preface.Magic"/>.</param>
public struct Http2FrameScanner(int skip)
{
    private const int HeaderLength = 9;

    private int _skip = skip;
    private int _at; // bytes of the header that have passed
    private int _length;
    private byte _type;
    private byte _flags;
    private uint _stream;

    /// <summary>
    /// The next frame whose header is complete within these bytes, which are moved on behind it. False, and all have passed, where there is
    /// none.
    /// </summary>
    public bool TryNext(ref ReadOnlySpan<byte> bytes, out Http2Frame frame)
    {
        frame = default;
        while (true)
        {
            var skipped = Math.Min(_skip, bytes.Length);
            _skip -= skipped;
            bytes = bytes[skipped..];
            if (bytes.IsEmpty)
                return false;
            Take(bytes[0]);
            bytes = bytes[1..];
            if (_at < HeaderLength)
                continue;
            // The highest bit is reserved.
            frame = new Http2Frame(_type, _flags, (int)(_stream & int.MaxValue));
            (_skip, _at, _length, _stream) = (_length, 0, 0, 0);
            return true;
        }
    }

    private void Take(byte value)
    {
        switch (_at++)
        {
            case < 3:
                _length = _length << 8 | value;
                break;
            case 3:
                _type = value;
                break;
            case 4:
                _flags = value;
                break;
            default:
                _stream = _stream << 8 | value;
                break;
        }
    }
}

/// <summary>The header of a frame (RFC 9113 section 4.1).</summary>
/// <param name="Stream">0 for the connection.</param>
public readonly record struct Http2Frame(byte Type, byte Flags, int Stream)
{
    private const byte Data = 0, Headers = 1, Reset = 3;
    private const byte EndStream = 1;

    /// <summary>Whether its sender sends no more of the stream (RFC 9113 section 5.1).</summary>
    public bool EndsStream => Type == Reset || (Type is Data or Headers && (Flags & EndStream) != 0);

    /// <summary>Whether it ends the stream for both sides.</summary>
    public bool ResetsStream => Type == Reset;
}
