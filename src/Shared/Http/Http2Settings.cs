using System.Buffers.Binary;

namespace ActorProxy.Shared.Http;

/// <summary>The SETTINGS frame with which a server begins (RFC 9113 sections 3.4 and 6.5).</summary>
public static class Http2Settings
{
    private const int FrameHeader = 9;
    private const int Setting = 6;
    private const byte SettingsType = 4;
    private const ushort EnableConnectProtocol = 8;

    /// <summary>Takes the offer of extended CONNECT back (RFC 8441 section 3), in place.</summary>
    /// <param name="bytes">Begins with the frame; anything else stays as it is.</param>
    public static void ForbidExtendedConnect(Span<byte> bytes)
    {
        if (bytes.Length < FrameHeader || bytes[3] != SettingsType)
            return;
        var length = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        var settings = bytes[FrameHeader..];
        for (var at = 0; at + Setting <= Math.Min(length, settings.Length); at += Setting)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(settings[at..]) == EnableConnectProtocol)
                settings.Slice(at + 2, 4).Clear();
        }
    }
}
