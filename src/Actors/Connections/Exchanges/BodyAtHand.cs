using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>A small request body of which all has come already: it can be sent twice, or skipped.</summary>
internal static class BodyAtHand
{
    /// <summary>Bytes of the connection that are looked at.</summary>
    private const int SmallBody = 16 * 1024;

    /// <summary>
    /// Bytes that the body takes at the start of <paramref name="bytes"/>. 0 where it is not all there, is none, or is larger, and where it
    /// has trailers.
    /// </summary>
    /// <param name="bytes">What has come behind the head.</param>
    /// <param name="content">Bytes of it that are content; 0 where the body is not all there.</param>
    public static int LengthOf(BodyFraming framing, ReadOnlySpan<byte> bytes, out long content)
    {
        content = 0;
        if (framing.IsEmpty || bytes.Length is 0 or > SmallBody)
            return 0;
        var meter = new BodyMeter(framing, leavesTrailers: true);
        var length = meter.Take(bytes);
        if (meter.IsAtTrailers && bytes[length..].StartsWith("\r\n"u8))
            length += 2;
        else if (!meter.IsComplete)
            return 0;
        content = meter.Content;
        return length;
    }
}
