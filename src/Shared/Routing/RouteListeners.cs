namespace ActorProxy.Shared.Routing;

/// <summary>The listeners whose clients a route serves, by name. May be used from any thread.</summary>
public sealed class RouteListeners : IEquatable<RouteListeners>
{
    private readonly string[] _names;

    private RouteListeners(string[] names) => _names = names;

    /// <summary>All of the node's.</summary>
    public static RouteListeners All { get; } = new([]);

    /// <summary>In their order; empty for all.</summary>
    public IReadOnlyList<string> Names => _names;

    public bool IsAll => _names.Length == 0;

    /// <summary>These, each once; none are all.</summary>
    public static RouteListeners Of(IEnumerable<string> names)
    {
        string[] sorted = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return sorted.Length == 0 ? All : new RouteListeners(sorted);
    }

    /// <summary>Whether a client of the listener is served. Allocates nothing.</summary>
    /// <param name="listener">Empty for one that has no name: only routes of all listeners are for it.</param>
    public bool Serve(string listener) => IsAll || Array.IndexOf(_names, listener) >= 0;

    /// <summary>
    /// Whether two routes of one host and path with these cannot both be: a route that names a listener goes before one for
    /// all, but of two that name the same, or two for all, none goes before the other.
    /// </summary>
    public bool Collides(RouteListeners other) => IsAll ? other.IsAll : _names.Any(name => Array.IndexOf(other._names, name) >= 0);

    public bool Equals(RouteListeners? other) => other is not null && _names.AsSpan().SequenceEqual(other._names);

    public override bool Equals(object? obj) => Equals(obj as RouteListeners);

    public override int GetHashCode() => IsAll ? 0 : HashCode.Combine(_names.Length, _names[0]);

    /// <summary>As in <c>internal, web</c>; <c>all</c> where it is all.</summary>
    public override string ToString() => IsAll ? "all" : string.Join(", ", _names);
}
