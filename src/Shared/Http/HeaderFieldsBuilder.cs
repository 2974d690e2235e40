using System.Buffers;

namespace ActorProxy.Shared.Http;

/// <summary>
/// Collects fields in memory of a pool, and makes one array of them. <see cref="Build"/> ends it; a builder that is not built is garbage.
/// </summary>
/// <param name="capacity">How many there are at most.</param>
internal ref struct HeaderFieldsBuilder(int capacity)
{
    private readonly HeaderField[] _fields = ArrayPool<HeaderField>.Shared.Rent(capacity);
    private int _count;

    public void Add(HeaderField field) => _fields[_count++] = field;

    public readonly bool Has(string name)
    {
        foreach (var field in _fields.AsSpan(0, _count))
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Takes all fields of that name out.</summary>
    /// <returns>Their values.</returns>
    public List<string> Take(string name)
    {
        var values = new List<string>();
        var kept = 0;
        foreach (var field in _fields.AsSpan(0, _count))
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                values.Add(field.Value);
            else
                _fields[kept++] = field;
        }
        _count = kept;
        return values;
    }

    public readonly HeaderFields Build()
    {
        var fields = HeaderFields.Create(_fields.AsSpan(0, _count));
        ArrayPool<HeaderField>.Shared.Return(_fields, clearArray: true);
        return fields;
    }
}
