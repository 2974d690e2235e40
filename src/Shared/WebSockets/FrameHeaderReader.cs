using System.Runtime.CompilerServices;

namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// Reads the frame headers of a stream whose bytes may be split anywhere, and passes over the payloads. The default value stands at a
/// frame's beginning.
/// </summary>
/// <remarks>A mutable struct: keep it in a field that is not readonly, and do not copy it.</remarks>
public struct FrameHeaderReader
{
    private HeaderBytes _header;
    private int _seen; // bytes of a header
    private ulong _payload; // bytes to come before the next header

    /// <summary>
    /// Takes bytes off the front, up to the end of the next header; false, and all taken, where it does not end in them.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        var skipped = (int)Math.Min(_payload, (ulong)bytes.Length);
        _payload -= (ulong)skipped;
        for (var i = skipped; i < bytes.Length; i++)
        {
            _header[_seen++] = bytes[i];
            ReadOnlySpan<byte> seen = _header[.._seen];
            if (_seen < FrameHeader.LengthOf(seen))
                continue;
            header = FrameHeader.Read(seen);
            _payload = header.Length;
            _seen = 0;
            bytes = bytes[(i + 1)..];
            return true;
        }
        bytes = default;
        header = default;
        return false;
    }

    [InlineArray(FrameHeader.MaxLength)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
