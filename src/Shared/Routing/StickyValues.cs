using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>The cookie values of a pool's backends, worked out once per pool: a request only looks them up.</summary>
internal sealed class StickyValues
{
    /// <summary>Characters of a value: 128 bits in base64url.</summary>
    public const int Length = 22;

    private readonly ImmutableArray<string> _values;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _backends;

    public StickyValues(string pool, ValueList<Backend> backends)
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

    private static string ValueOf(string pool, Backend backend)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{pool}\n{backend.Id}"), hash);
        return System.Buffers.Text.Base64Url.EncodeToString(hash[..16]);
    }
}
