using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Http;

/// <summary>The field lines of a head in their order. Immutable; names compare case-insensitively (RFC 9110 section 5.1).</summary>
[CollectionBuilder(typeof(HeaderFields), nameof(Create))]
public sealed class HeaderFields : IReadOnlyList<HeaderField>, IEquatable<HeaderFields>
{
    public static readonly HeaderFields Empty = new([]);

    private readonly HeaderField[] _fields;

    private HeaderFields(HeaderField[] fields) => _fields = fields;

    public static HeaderFields Create(ReadOnlySpan<HeaderField> fields) => fields.IsEmpty ? Empty : new(fields.ToArray());

    /// <summary>Takes the array over without a copy: the caller must not change it any more.</summary>
    internal static HeaderFields Own(HeaderField[] fields) => new(fields);

    public int Count => _fields.Length;

    /// <summary>Those of the one, and behind them those of the other.</summary>
    public static HeaderFields Concat(ReadOnlySpan<HeaderField> first, ReadOnlySpan<HeaderField> second)
    {
        if (first.Length + second.Length == 0)
            return Empty;
        var all = new HeaderField[first.Length + second.Length];
        first.CopyTo(all);
        second.CopyTo(all.AsSpan(first.Length));
        return new(all);
    }

    /// <summary>Those of which it is true; the same object where it is true of all.</summary>
    /// <param name="state">What <paramref name="keeps"/> needs besides the field.</param>
    public HeaderFields Keep<T>(T state, Func<HeaderField, T, bool> keeps)
    {
        var kept = ArrayPool<HeaderField>.Shared.Rent(_fields.Length);
        var count = 0;
        foreach (var field in _fields)
        {
            if (keeps(field, state))
                kept[count++] = field;
        }
        var fields = count == _fields.Length ? this : Create(kept.AsSpan(0, count));
        ArrayPool<HeaderField>.Shared.Return(kept, clearArray: true);
        return fields;
    }

    public HeaderField this[int index] => _fields[index];

    public ReadOnlySpan<HeaderField> AsSpan() => _fields;

    /// <summary>The value of the first field of that name, or null.</summary>
    public string? First(string name)
    {
        foreach (var field in _fields)
        {
            if (Same(field.Name, name))
                return field.Value;
        }
        return null;
    }

    /// <summary>The values of all fields of that name, one per field line.</summary>
    public IEnumerable<string> Values(string name) => Has(name) ? EachValue(name) : [];

    private IEnumerable<string> EachValue(string name)
    {
        foreach (var field in _fields)
        {
            if (Same(field.Name, name))
                yield return field.Value;
        }
    }

    /// <summary>How many field lines have that name.</summary>
    public int CountOf(string name)
    {
        var count = 0;
        foreach (var field in _fields)
        {
            if (Same(field.Name, name))
                count++;
        }
        return count;
    }

    public bool Has(string name) => First(name) is not null;

    /// <summary>
    /// The values of all fields of that name as one comma-separated list (RFC 9110 sections 5.3 and 5.6.1), or null where there
    /// is no such field.
    /// </summary>
    public string? Joined(string name) => CountOf(name) switch
    {
        0 => null,
        1 => First(name),
        _ => string.Join(", ", Values(name)),
    };

    /// <summary>
    /// Whether the comma-separated lists in the fields of that name have <paramref name="token"/> as a member, in any case
    /// (RFC 9110 section 5.6.1).
    /// </summary>
    public bool HasToken(string name, string token)
    {
        foreach (var field in _fields)
        {
            if (!Same(field.Name, name))
                continue;
            var value = field.Value.AsSpan();
            foreach (var range in value.Split(','))
            {
                if (value[range].Trim(" \t").Equals(token, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The members of the comma-separated lists in all fields of that name, without empty ones (RFC 9110 section 5.6.1). A comma
    /// within a quoted-string does not separate.
    /// </summary>
    public IEnumerable<string> Members(string name) => CountOf(name) switch
    {
        0 => [],
        1 when First(name) is { Length: > 0 } value && !value.AsSpan().ContainsAny(" \t,\"") => [value],
        _ => EachMember(name),
    };

    private IEnumerable<string> EachMember(string name)
    {
        foreach (var value in EachValue(name))
        {
            for (var start = 0; start <= value.Length;)
            {
                var end = MemberEnd(value, start);
                var member = value.AsSpan(start, end - start).Trim(" \t");
                if (!member.IsEmpty)
                    yield return member.Length == value.Length ? value : member.ToString();
                start = end + 1;
            }
        }
    }

    public IEnumerator<HeaderField> GetEnumerator() => ((IEnumerable<HeaderField>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Same fields in the same order; here names and values compare exactly.</summary>
    public bool Equals(HeaderFields? other) => other is not null && _fields.AsSpan().SequenceEqual(other._fields);

    public override bool Equals(object? obj) => Equals(obj as HeaderFields);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in _fields)
            hash.Add(field);
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join("\n", _fields.Select(f => $"{f.Name}: {f.Value}"));

    private static int MemberEnd(string value, int start)
    {
        var quoted = false;
        for (var i = start; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '"')
                quoted = !quoted;
            else if (c == '\\' && quoted)
                i++;
            else if (c == ',' && !quoted)
                return i;
        }
        return value.Length;
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One field line of a head (RFC 9110 section 5). Each char of <paramref name="Value"/> is one byte (Latin-1).</summary>
[ShortForm("value")]
public readonly record struct HeaderField(
    [property: SectionName] string Name,
    [property: Setting("The field's value.", Required = "the value is missing")] string Value);
