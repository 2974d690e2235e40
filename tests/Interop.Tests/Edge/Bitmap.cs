using System.Buffers.Binary;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>Images for pages.</summary>
internal static class Bitmap
{
    private const int HeadSize = 54;
    private const int Height = 64;

    /// <summary>A BMP of 32 bits per pixel, as wide as told, in black.</summary>
    public static byte[] Of(int width)
    {
        var file = new byte[HeadSize + width * Height * 4];
        "BM"u8.CopyTo(file);
        ReadOnlySpan<int> head = [file.Length, 0, HeadSize, 40, width, Height, 1 | (32 << 16)];
        for (var i = 0; i < head.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2 + i * 4), head[i]);
        return file;
    }
}
