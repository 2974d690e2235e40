using System.Security.Cryptography;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A message that came to a client, which keeps no more of it than this.</summary>
internal sealed record Received(string Kind, int Length, string Sha256)
{
    public static Received Of(string kind, ReadOnlySpan<byte> payload) =>
        new(kind, payload.Length, Convert.ToHexStringLower(SHA256.HashData(payload)));
}
