using System.Buffers.Binary;

namespace ActorProxy.Shared.Http;

/// <summary>The SETTINGS frame with which a server begins (RFC 9113 sections 3.4 and 6.5).</summary>
public static class Http2Settings
{
    private const int FrameHeader = 9;
    private const int TypeAt = 3; // in it, behind the length; then flags and stream
    private const int Setting = 6;
    private const byte SettingsType = 4;
    private const ushort MaxHeaderListSize = 6;
    private const ushort EnableConnectProtocol = 8;

    /// <summary>A frame's payload before the peer allows more (RFC 9113 section 4.2).</summary>
    private const int MaxPayload = 1 << 14;

    /// <summary>
    /// Whether a server takes extended CONNECT (RFC 8441 section 3); null while that is not known.
    /// </summary>
    /// <param name="bytes">The first ones that it sends. With anything but its SETTINGS, it speaks no HTTP/2 and takes none.</param>
    public static bool? AllowsConnect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > TypeAt && bytes[TypeAt] != SettingsType)
            return false;
        if (bytes.Length < FrameHeader)
            return null;
        var length = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        if (length > MaxPayload || bytes[TypeAt + 1] != 0 || bytes[(TypeAt + 2)..FrameHeader].ContainsAnyExcept((byte)0))
            return false;
        if (bytes.Length < FrameHeader + length)
            return null;
        var allows = false;
        for (var settings = bytes.Slice(FrameHeader, length); settings.Length >= Setting; settings = settings[Setting..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(settings) == EnableConnectProtocol)
                allows = BinaryPrimitives.ReadUInt32BigEndian(settings[2..]) == 1;
        }
        return allows;
    }

    /// <summary>Puts our own values in the place of the server's, in place: settings that are not in the frame are not added.</summary>
    /// <param name="bytes">Begins with the frame; anything else stays as it is.</param>
    public static void Apply(Span<byte> bytes, Http2Offer offer)
    {
        if (bytes.Length < FrameHeader || bytes[TypeAt] != SettingsType)
            return;
        var length = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        var settings = bytes[FrameHeader..];
        for (var at = 0; at + Setting <= Math.Min(length, settings.Length); at += Setting)
        {
            var value = settings.Slice(at + 2, 4);
            switch (BinaryPrimitives.ReadUInt16BigEndian(settings[at..]))
            {
                case MaxHeaderListSize:
                    BinaryPrimitives.WriteInt32BigEndian(value, offer.MaxHeaderListSize);
                    break;
                case EnableConnectProtocol when !offer.ExtendedConnect:
                    value.Clear();
                    break;
            }
        }
    }
}

/// <summary>What a client of HTTP/2 is told of us.</summary>
/// <param name="MaxHeaderListSize">Bytes of a head (RFC 9113 section 6.5.2): advice, which more than one client does not take.</param>
/// <param name="ExtendedConnect">Whether a WebSocket may be a stream (RFC 8441 section 3).</param>
public readonly record struct Http2Offer(int MaxHeaderListSize, bool ExtendedConnect);
