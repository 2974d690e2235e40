using System.Security.Cryptography;
using System.Text;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Routing;

/// <summary>
/// A cookie that leads a browser back to the backend it had. Its value is a hash, the same on every node and after a restart,
/// from which no address can be read.
/// </summary>
/// <param name="Name">A token (RFC 6265 section 4.1.1).</param>
public sealed record StickyCookie(string Name, SameSite SameSite = SameSite.Lax)
{
    /// <summary>The name where none is configured.</summary>
    public const string DefaultName = "actorproxy";

    private const int ValueLength = 22; // 128 bits in base64url

    /// <summary>The backend's index in the pool that the request's cookies name; -1 where none does, or one that is gone.</summary>
    public int Find(HeaderFields fields, BackendPool pool)
    {
        foreach (var field in fields.AsSpan())
        {
            if (field.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) && Find(field.Value, pool) is >= 0 and var index)
                return index;
        }
        return -1;
    }

    /// <summary>The value of Set-Cookie for a backend: a session cookie for the whole host, out of reach of scripts.</summary>
    /// <param name="secure">Whether the client's connection has TLS.</param>
    public string SetCookie(BackendPool pool, int backend, bool secure) =>
        $"{Name}={Value(pool, backend)}; Path=/; HttpOnly; SameSite={(SameSite == SameSite.None && !secure ? SameSite.Lax : SameSite)}{(secure ? "; Secure" : "")}";

    /// <summary>What is wrong with it, one sentence each; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate() => Grammar.IsToken(Name) ? [] : [$"'{Name}' is no cookie name: use letters, digits, - and _."];

    private int Find(string cookies, BackendPool pool)
    {
        // Cookie: name=value; name=value (RFC 6265 section 4.2.1).
        foreach (var range in cookies.AsSpan().Split(';'))
        {
            var pair = cookies.AsSpan(range).Trim(" \t");
            if (pair.Length != Name.Length + 1 + ValueLength || pair[Name.Length] != '=' || !pair.StartsWith(Name, StringComparison.Ordinal))
                continue;
            for (var i = 0; i < pool.Backends.Length; i++)
            {
                if (pair[(Name.Length + 1)..].SequenceEqual(Value(pool, i)))
                    return i;
            }
        }
        return -1;
    }

    private static string Value(BackendPool pool, int backend)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{pool.Name}\n{pool.Backends[backend].Id}"), hash);
        return System.Buffers.Text.Base64Url.EncodeToString(hash[..16]);
    }
}
