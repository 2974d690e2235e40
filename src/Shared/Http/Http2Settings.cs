using System.Buffers.Binary;

namespace ActorProxy.Shared.Http;

/// <summary>The SETTINGS frame with which a server begins (RFC 9113 sections 3.4 and 6.5).</summary>
public static class Http2Settings
{
    private const int FrameHeader = 9;
    private const int Setting = 6;
    private const byte SettingsType = 4;
    private const ushort MaxHeaderListSize = 6;
    private const ushort EnableConnectProtocol = 8;

    /// <summary>Puts our own values in the place of the server's, in place: settings that are not in the frame are not added.</summary>
    /// <param name="bytes">Begins with the frame; anything else stays as it is.</param>
    public static void Apply(Span<byte> bytes, Http2Offer offer)
    {
        if (bytes.Length < FrameHeader || bytes[3] != SettingsType)
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
