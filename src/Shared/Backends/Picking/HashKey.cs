using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Backends.Picking;

/// <summary>
/// That of a request by which it is led to the same backend as others: <c>client</c>, <c>header:NAME</c>, <c>cookie:NAME</c>,
/// <c>query:NAME</c>, or <c>path:N</c> for the N-th segment of the path. Values count as they are written.
/// </summary>
public sealed record HashKey : ISettingText<HashKey>
{
    private const int MostSegments = 100;

    private HashKey(HashKeyKind kind, string name) => (Kind, Name) = (kind, name);

    public static HashKey Client { get; } = new(HashKeyKind.Client, "");

    public HashKeyKind Kind { get; }

    /// <summary>Of the field, cookie or parameter; the number of a segment, from 1; empty for the client's address.</summary>
    public string Name { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out HashKey? value, [NotNullWhen(false)] out string? error)
    {
        value = text.Split(':', 2) switch
        {
            ["client"] => Client,
            ["header", var name] when Grammar.IsToken(name) => new(HashKeyKind.Header, name),
            ["cookie", var name] when Grammar.IsToken(name) => new(HashKeyKind.Cookie, name),
            ["query", { Length: > 0 } name] => new(HashKeyKind.Query, name),
            ["path", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var segment)
                && segment is >= 1 and <= MostSegments => new(HashKeyKind.Path, segment.ToString(CultureInfo.InvariantCulture)),
            _ => null,
        };
        error = value is null
            ? $"'{text}' is no key of requests; write client, header:NAME, cookie:NAME, query:NAME, or path:N for the N-th segment"
            : null;
        return value is not null;
    }

    /// <summary>The hash of a request's value; of its client's address where it has none.</summary>
    /// <param name="target">Path and query as they were sent.</param>
    public ulong Of(HeaderFields fields, ReadOnlySpan<char> target, IPAddress client)
    {
        var found = Kind switch
        {
            HashKeyKind.Header => fields.First(Name),
            HashKeyKind.Cookie => CookieOf(fields),
            _ => default(ReadOnlySpan<char>),
        };
        var query = target.IndexOf('?');
        if (Kind == HashKeyKind.Query && query >= 0)
            found = ValueOf(target[(query + 1)..], '&', Name);
        else if (Kind == HashKeyKind.Path)
            found = Segment(query >= 0 ? target[..query] : target, int.Parse(Name, CultureInfo.InvariantCulture));
        return found.IsEmpty ? StableHash.Of(client) : StableHash.Of(found);
    }

    public override string ToString() => Kind == HashKeyKind.Client ? "client" : $"{Kind.ToString().ToLowerInvariant()}:{Name}";

    private ReadOnlySpan<char> CookieOf(HeaderFields fields)
    {
        foreach (var field in fields.AsSpan())
        {
            if (field.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
                && ValueOf(field.Value, ';', Name) is { IsEmpty: false } value)
                return value;
        }
        return default;
    }

    private static ReadOnlySpan<char> ValueOf(ReadOnlySpan<char> pairs, char separator, string name)
    {
        foreach (var range in pairs.Split(separator))
        {
            var pair = pairs[range].Trim(' ');
            if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal))
                return pair[(name.Length + 1)..];
        }
        return default;
    }

    private static ReadOnlySpan<char> Segment(ReadOnlySpan<char> path, int number)
    {
        foreach (var range in path.Split('/'))
        {
            // Before the first slash is nothing.
            if (number-- == 0)
                return path[range];
        }
        return default;
    }
}

/// <summary>Where a request has its key.</summary>
public enum HashKeyKind
{
    Client,
    Header,
    Cookie,
    Query,
    Path,
}
