using System.Text;

namespace ActorProxy.Shared.Http;

/// <summary>
/// Writes a head as frames of HTTP/2 that may stand between those of any other writer: its fields are literals, so that the state of the
/// connection's compression stays as it is (RFC 7541 section 6.2.2).
/// </summary>
public static class Http2HeadersWriter
{
    private const int FrameHeader = 9;
    private const byte Headers = 1, Continuation = 9;
    private const byte EndHeaders = 4;

    /// <summary>The payload that every peer takes (RFC 9113 section 4.2).</summary>
    private const int MaxPayload = 1 << 14;

    /// <summary>Index of :status in the static table, of which the name is taken (RFC 7541 appendix A).</summary>
    private const byte Status = 8;

    /// <summary>An interim response (RFC 9113 section 8.1): its stream goes on.</summary>
    public static byte[] Interim(int stream, ResponseHead head)
    {
        var block = new List<byte>(64);
        block.Add(Status);
        PutText(block, head.Status.ToString("D3", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var field in head.Fields)
        {
            block.Add(0);
            PutText(block, field.Name.ToLowerInvariant());
            PutText(block, field.Value);
        }
        return Framed(stream, block.ToArray());
    }

    private static byte[] Framed(int stream, ReadOnlySpan<byte> block)
    {
        var frames = new List<byte>(block.Length + FrameHeader);
        for (var type = Headers; ; type = Continuation)
        {
            var payload = block[..Math.Min(block.Length, MaxPayload)];
            block = block[payload.Length..];
            frames.AddRange([(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type,
                block.IsEmpty ? EndHeaders : (byte)0,
                (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream]);
            frames.AddRange(payload);
            if (block.IsEmpty)
                return frames.ToArray();
        }
    }

    // RFC 7541 section 5.2, without Huffman coding: the length has a prefix of seven bits (section 5.1).
    private static void PutText(List<byte> block, string text)
    {
        const int Prefix = 127;
        var rest = text.Length - Prefix;
        block.Add((byte)Math.Min(text.Length, Prefix));
        if (rest >= 0)
        {
            for (; rest >= 128; rest >>= 7)
                block.Add((byte)(rest & Prefix | 128));
            block.Add((byte)rest);
        }
        block.AddRange(Encoding.Latin1.GetBytes(text));
    }
}
