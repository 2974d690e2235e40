using System.Collections.Immutable;

namespace ActorProxy.Shared.Routing;

/// <summary>Backends that serve the same thing, and how one is chosen. Immutable; pools are equal when their values are.</summary>
public sealed class BackendPool : IEquatable<BackendPool>
{
    private StickyValues? _stickyValues; // made when a cookie is first asked for; twice where two ask at once, which are equal

    /// <exception cref="ArgumentException">Two backends have the same id, or a weight is not 1 to 100.</exception>
    public BackendPool(string name, ImmutableArray<Backend> backends, PickerKind picker)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var backend in backends)
        {
            if (!ids.Add(backend.Id))
                throw new ArgumentException($"Pool '{name}' has backend '{backend.Id}' twice.", nameof(backends));
            if (backend.Weight is < 1 or > Backend.MaxWeight)
                throw new ArgumentException($"Backend '{backend.Id}' has weight {backend.Weight}; allowed is 1 to {Backend.MaxWeight}.", nameof(backends));
        }
        Name = name;
        Backends = backends;
        Picker = picker;
        Schedule = RoundRobinSchedule.Build(backends);
        Hashes = [.. backends.Select(b => RendezvousHash.OfId(b.Id))];
    }

    public string Name { get; }

    /// <summary>May be empty: then nothing can be picked.</summary>
    public ImmutableArray<Backend> Backends { get; }

    public PickerKind Picker { get; }

    /// <summary>TLS to those backends whose scheme is <c>wss</c>.</summary>
    public BackendTls Tls { get; init; } = BackendTls.Default;

    /// <summary>Which PROXY header backends get before anything else.</summary>
    public ProxyProtocolMode SendProxyProtocol { get; init; }

    /// <summary>Whether plain requests go to the backends by HTTP/2; else by HTTP/1.1, as WebSockets always do.</summary>
    public bool Http2 { get; init; }

    /// <summary>Connections that each backend may have at a time, attempts under way and requests in flight included; 1 to 10,000,000, or 0 for no limit.</summary>
    public int MaxConnectionsPerBackend { get; init; }

    /// <summary>The cookie that leads a client back to its backend; null for none.</summary>
    public StickyCookie? Sticky { get; init; }

    /// <summary>What the cookies of the backends say.</summary>
    internal StickyValues StickyValues => _stickyValues ??= new StickyValues(Name, Backends);

    /// <summary>One round of indices into <see cref="Backends"/>.</summary>
    internal ImmutableArray<int> Schedule { get; }

    /// <summary>The hash of each backend's id.</summary>
    internal ImmutableArray<ulong> Hashes { get; }

    public bool Equals(BackendPool? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Name == other.Name && Picker == other.Picker && Backends.AsSpan().SequenceEqual(other.Backends.AsSpan())
            && Tls == other.Tls && SendProxyProtocol == other.SendProxyProtocol
            && Http2 == other.Http2 && MaxConnectionsPerBackend == other.MaxConnectionsPerBackend && Sticky == other.Sticky);

    public override bool Equals(object? obj) => Equals(obj as BackendPool);

    public override int GetHashCode() => HashCode.Combine(Name, Picker, Backends.Length);

    public override string ToString() => $"{Name} ({Picker}: {string.Join(", ", Backends.Select(b => b.Id))})";
}
