using System.Runtime.CompilerServices;

namespace ActorProxy.Actors.Backends;

/// <summary>Indices of the backends that a request has tried, or found full: few, and without memory of the heap.</summary>
public struct TriedBackends
{
    private const int Few = 12; // handshake.attempts is at most 10

    private Indices _first;
    private HashSet<int>? _more;
    private int _count;

    public readonly bool IsEmpty => _count == 0;

    public readonly bool Contains(int index)
    {
        if (_count == 0)
            return false;
        ReadOnlySpan<int> first = _first;
        return first[..Math.Min(_count, Few)].Contains(index) || _more?.Contains(index) == true;
    }

    public void Add(int index)
    {
        if (_count < Few)
            _first[_count] = index;
        else
            _more = [.. _more ?? [], index]; // a set of its own: the structure is copied
        _count++;
    }

    [InlineArray(Few)]
    private struct Indices
    {
        private int _index;
    }
}
