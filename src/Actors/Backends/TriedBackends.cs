namespace ActorProxy.Actors.Backends;

/// <summary>
/// Indices of the backends that a request has tried, or found full: one for most, without memory of the heap, and few for all others.
/// </summary>
public struct TriedBackends
{
    private int _first; // and 1; 0 for none
    private int[]? _more; // a set of its own with each: the structure is copied

    public readonly bool IsEmpty => _first == 0;

    public readonly bool Contains(int index) => _first == index + 1 || (_more is { } more && more.AsSpan().Contains(index));

    public void Add(int index)
    {
        if (_first == 0)
            _first = index + 1;
        else
            _more = [.. _more ?? [], index];
    }
}
