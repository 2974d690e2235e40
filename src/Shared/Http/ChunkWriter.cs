using System.Globalization;

namespace ActorProxy.Shared.Http;

/// <summary>Puts content into chunks (RFC 9112 section 7.1).</summary>
public static class ChunkWriter
{
    /// <summary>Bytes that a chunk may have besides its content.</summary>
    public const int Overhead = 12;

    /// <summary>The last chunk, and the trailer section behind it.</summary>
    /// <inheritdoc cref="HeadWriter.ToArray(HeaderFields)"/>
    public static byte[] Last(HeaderFields trailers) => [.. "0\r\n"u8, .. HeadWriter.ToArray(trailers)];

    /// <summary>Writes one chunk.</summary>
    /// <param name="content">Not empty: that would be the last chunk.</param>
    /// <param name="chunk">Has room for the content and <see cref="Overhead"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> content, Span<byte> chunk)
    {
        content.Length.TryFormat(chunk, out var at, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(chunk[at..]);
        content.CopyTo(chunk[(at + 2)..]);
        at += 2 + content.Length;
        "\r\n"u8.CopyTo(chunk[at..]);
        return at + 2;
    }
}
