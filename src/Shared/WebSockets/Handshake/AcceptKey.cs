using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>Sec-WebSocket-Key and Sec-WebSocket-Accept (RFC 6455 sections 4.1 and 4.2.2).</summary>
public static class AcceptKey
{
    private const int KeyLength = 24;
    private const int AcceptLength = 28;
    private const int HashLength = 20;
    private const int BlockLength = 64;

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>The value of Sec-WebSocket-Accept that answers <paramref name="key"/>.</summary>
    /// <param name="key">A key for which <see cref="IsKey"/> is true.</param>
    public static string Compute(string key)
    {
        Span<char> accept = stackalloc char[AcceptLength];
        Compute(key, accept);
        return new string(accept);
    }

    /// <summary>Whether a Sec-WebSocket-Accept answers <paramref name="key"/>, for which <see cref="IsKey"/> is true.</summary>
    /// <param name="accept">Null for none.</param>
    public static bool Answers(string? accept, string key)
    {
        Span<char> right = stackalloc char[AcceptLength];
        Compute(key, right);
        return right.SequenceEqual(accept);
    }

    /// <summary>Whether <paramref name="text"/> is the base64 of exactly 16 bytes, with no bits set that it does not need.</summary>
    public static bool IsKey(string text) => text.Length == KeyLength && text.EndsWith("==", StringComparison.Ordinal)
        && text[21] is 'A' or 'Q' or 'g' or 'w' // two bits
        && !text.AsSpan(0, 21).ContainsAnyExcept(Base64);

    private static void Compute(string key, Span<char> accept)
    {
        if (key.Length != KeyLength)
            throw new ArgumentException($"A Sec-WebSocket-Key has {KeyLength} characters.", nameof(key));
        // The 60 bytes, the 1 behind them, and their number of bits at the end of the second block (FIPS 180-4 section 5.1.1).
        Span<byte> message = stackalloc byte[2 * BlockLength];
        message.Clear();
        Encoding.Latin1.GetBytes(key, message);
        "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8.CopyTo(message[KeyLength..]);
        message[60] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(message[^4..], 60 * 8);
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(message, hash);
        _ = Convert.TryToBase64Chars(hash, accept, out _);
    }

    /// <summary>
    /// SHA-1 (FIPS 180-4 section 6.1.2), which here keeps nothing secret. By the library, that is OpenSSL, it took 1.3 % of a short
    /// connection's CPU time.
    /// </summary>
    /// <param name="message">Whole blocks.</param>
    private static void Hash(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        Span<uint> words = stackalloc uint[80];
        for (; !message.IsEmpty; message = message[BlockLength..])
        {
            for (var i = 0; i < 16; i++)
                words[i] = BinaryPrimitives.ReadUInt32BigEndian(message[(4 * i)..]);
            for (var i = 16; i < words.Length; i++)
                words[i] = BitOperations.RotateLeft(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
            Mix(words, state);
        }
        for (var i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(hash[(4 * i)..], state[i]);
    }

    private static void Mix(ReadOnlySpan<uint> words, Span<uint> state)
    {
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4]);
        for (var i = 0; i < words.Length; i++)
        {
            var (f, k) = i switch
            {
                < 20 => ((b & c) | (~b & d), 0x5A827999u),
                < 40 => (b ^ c ^ d, 0x6ED9EBA1u),
                < 60 => ((b & c) | (b & d) | (c & d), 0x8F1BBCDCu),
                _ => (b ^ c ^ d, 0xCA62C1D6u),
            };
            var next = BitOperations.RotateLeft(a, 5) + f + e + k + words[i];
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
