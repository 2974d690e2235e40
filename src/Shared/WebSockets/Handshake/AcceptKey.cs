using System.Security.Cryptography;
using System.Text;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>Sec-WebSocket-Key and Sec-WebSocket-Accept (RFC 6455 sections 4.1 and 4.2.2).</summary>
public static class AcceptKey
{
    private const int KeyLength = 24;
    private const int NonceLength = 16;

    /// <summary>The value of Sec-WebSocket-Accept that answers <paramref name="key"/>.</summary>
    /// <param name="key">A key for which <see cref="IsKey"/> is true.</param>
    public static string Compute(string key)
    {
        ReadOnlySpan<byte> guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;
        Span<byte> input = stackalloc byte[KeyLength + guid.Length];
        if (key.Length != KeyLength)
            throw new ArgumentException($"A Sec-WebSocket-Key has {KeyLength} characters.", nameof(key));
        Encoding.Latin1.GetBytes(key, input);
        guid.CopyTo(input[KeyLength..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>Whether <paramref name="text"/> is the base64 of exactly 16 bytes, with no bits set that it does not need.</summary>
    public static bool IsKey(string text)
    {
        if (text.Length != KeyLength)
            return false;
        Span<byte> nonce = stackalloc byte[NonceLength + 2];
        return Convert.TryFromBase64String(text, nonce, out var length) && length == NonceLength
            && Convert.ToBase64String(nonce[..length]) == text;
    }
}
