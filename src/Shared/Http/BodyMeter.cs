namespace ActorProxy.Shared.Http;

/// <summary>
/// Finds the end of a body as its bytes pass, unchanged (RFC 9112 section 6.3). Chunks and trailers are held to the letter of
/// section 7.1: where that is broken, another reader could find another end.
/// </summary>
public sealed class BodyMeter(BodyFraming framing)
{
    private enum Phase { Size, Extension, SizeEnd, Data, DataEnd, DataEnded, Trailer, TrailerName, TrailerValue, TrailerEnd, LastEnd }

    // A size of 15 hex digits is below 2^60: nothing overflows.
    private const int MaxSizeDigits = 15;

    private Phase _phase = Phase.Size;
    private long _left = framing.Kind == BodyKind.ContentLength ? framing.Length : 0;
    private int _digits;
    private bool _lastChunkSeen;

    /// <summary>Whether the whole body has passed. Never, where only the end of the connection tells.</summary>
    public bool IsComplete => framing.Kind switch
    {
        BodyKind.None => true,
        BodyKind.ContentLength => _left == 0,
        BodyKind.Chunked => _lastChunkSeen,
        _ => false,
    };

    /// <summary>Whether the chunks broke RFC 9112 section 7.1: where the body ends can no longer be told.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>How many of the next bytes belong to the body.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        switch (framing.Kind)
        {
            case BodyKind.None:
                return 0;
            case BodyKind.ContentLength:
                var taken = (int)Math.Min(_left, bytes.Length);
                _left -= taken;
                return taken;
            case BodyKind.Chunked:
                return TakeChunks(bytes);
            default:
                return bytes.Length;
        }
    }

    private int TakeChunks(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && !_lastChunkSeen && !IsBroken)
        {
            if (_phase == Phase.Data)
            {
                var data = (int)Math.Min(_left, bytes.Length - at);
                _left -= data;
                at += data;
                if (_left == 0)
                    _phase = Phase.DataEnd;
            }
            else
            {
                Step(bytes[at++]);
            }
        }
        return at;
    }

    private void Step(byte value)
    {
        switch (_phase)
        {
            case Phase.Size when char.IsAsciiHexDigit((char)value) && _digits < MaxSizeDigits:
                _left = _left * 16 + HexDigit(value);
                _digits++;
                break;
            case Phase.Size when _digits > 0 && value is (byte)';' or (byte)' ' or (byte)'\t':
                _phase = Phase.Extension;
                break;
            case Phase.Size or Phase.Extension when _digits > 0 && value == '\r':
                _phase = Phase.SizeEnd;
                break;
            case Phase.Extension or Phase.TrailerValue when Grammar.IsText([(char)value]):
                break;
            case Phase.SizeEnd when value == '\n':
                _digits = 0;
                _phase = _left == 0 ? Phase.Trailer : Phase.Data;
                break;
            case Phase.DataEnd when value == '\r':
                _phase = Phase.DataEnded;
                break;
            case Phase.DataEnded when value == '\n':
                _phase = Phase.Size;
                break;
            case Phase.Trailer when value == '\r':
                _phase = Phase.LastEnd;
                break;
            case Phase.Trailer or Phase.TrailerName when Grammar.IsToken([(char)value]):
                _phase = Phase.TrailerName;
                break;
            case Phase.TrailerName when value == ':':
                _phase = Phase.TrailerValue;
                break;
            case Phase.TrailerValue when value == '\r':
                _phase = Phase.TrailerEnd;
                break;
            case Phase.TrailerEnd when value == '\n':
                _phase = Phase.Trailer;
                break;
            case Phase.LastEnd when value == '\n':
                _lastChunkSeen = true;
                break;
            default:
                IsBroken = true;
                break;
        }
    }

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
