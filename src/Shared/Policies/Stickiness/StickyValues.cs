using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ActorProxy.Shared.Policies.Stickiness;

/// <summary>The cookie values of a pool's backends, worked out once per pool: a request only looks them up.</summary>
public sealed class StickyValues
{
    /// <summary>Characters of a value: 128 bits in base64url.</summary>
    public const int Length = 22;

    private readonly ImmutableArray<string> _values;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _backends;

    /// <param name="pool">Its name.</param>
    /// <param name="backends">Their ids.</param>
    public StickyValues(string pool, IReadOnlyList<string> backends)
    {
        _values = [.. backends.Select(backend => ValueOf(pool, backend))];
        var indices = new Dictionary<string, int>(backends.Count, StringComparer.Ordinal);
        for (var i = 0; i < _values.Length; i++)
            indices[_values[i]] = i;
        _backends = indices.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string Of(int backend) => _values[backend];

    /// <summary>The index of the backend that has this value; -1 where none has.</summary>
    public int Find(ReadOnlySpan<char> value) => _backends.TryGetValue(value, out var backend) ? backend : -1;

    private static string ValueOf(string pool, string backend)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{pool}\n{backend}"), hash);
        return System.Buffers.Text.Base64Url.EncodeToString(hash[..16]);
    }
}
