using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorProxy.Shared.WebSockets;

/// <summary>The masking of RFC 6455 section 5.3, which is its own inverse.</summary>
public static class Masking
{
    /// <summary>A key for one frame to a backend: new and unpredictable.</summary>
    public static uint NewKey()
    {
        Span<byte> key = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(key);
        return BitConverter.ToUInt32(key);
    }

    /// <summary>Masks or unmasks a piece of a payload in place.</summary>
    /// <param name="key">The masking key; its most significant byte is the first on the wire.</param>
    /// <param name="offset">Where in the frame's payload the piece begins; only its value modulo 4 matters.</param>
    public static void Apply(Span<byte> data, uint key, int offset)
    {
        // The key byte that belongs to data[0] comes first.
        key = BitOperations.RotateLeft(key, 8 * (offset & 3));
        var pattern = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(key) : key;
        var done = 0;
        if (data.Length >= Vector<byte>.Count)
        {
            var vectors = MemoryMarshal.Cast<byte, Vector<uint>>(data);
            var wide = new Vector<uint>(pattern);
            for (var i = 0; i < vectors.Length; i++)
                vectors[i] ^= wide;
            done = vectors.Length * Vector<byte>.Count;
        }
        var words = MemoryMarshal.Cast<byte, uint>(data[done..]);
        for (var i = 0; i < words.Length; i++)
            words[i] ^= pattern;
        done += words.Length * sizeof(uint);
        for (var i = done; i < data.Length; i++)
            data[i] ^= (byte)(key >> (24 - 8 * (i & 3)));
    }
}
