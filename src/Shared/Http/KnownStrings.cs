using System.Collections.Frozen;
using System.Text;

namespace ActorProxy.Shared.Http;

/// <summary>Turns bytes into strings; those that nearly every handshake has are not allocated anew.</summary>
internal static class KnownStrings
{
    private const int MaxLength = 24;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = FrozenSet.Create(StringComparer.Ordinal,
        "GET", "Host", "Connection", "Upgrade", "keep-alive, Upgrade", "upgrade", "websocket", "13", "Origin", "Cookie", "Set-Cookie",
        "Authorization", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Pragma", "no-cache",
        "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions",
        "permessage-deflate", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "Sec-Fetch-Dest",
        "Sec-Fetch-Mode", "Sec-Fetch-Site", "gzip, deflate, br, zstd", "Date", "Server", "Content-Type", "Content-Length",
        "Transfer-Encoding", "chunked", "Switching Protocols", "OK").GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The bytes as Latin-1.</summary>
    public static string Latin1(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxLength)
            return Encoding.Latin1.GetString(bytes);
        Span<char> chars = stackalloc char[MaxLength];
        chars = chars[..Encoding.Latin1.GetChars(bytes, chars)];
        return Known.TryGetValue(chars, out var known) ? known : chars.ToString();
    }
}
