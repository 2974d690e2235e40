using System.Collections.Frozen;

namespace ActorProxy.Actors.Backends;

/// <summary>Backends that an operator has disabled: they get no new connections. May be used from any thread.</summary>
public sealed class BackendSwitches
{
    private FrozenSet<string> _off = [];
    private long _version;

    /// <summary>Ids of the disabled backends.</summary>
    public IReadOnlySet<string> Off
    {
        get => Volatile.Read(ref _off);
        set
        {
            Volatile.Write(ref _off, value.ToFrozenSet(StringComparer.Ordinal));
            Interlocked.Increment(ref _version);
            Changed?.Invoke();
        }
    }

    /// <summary>Told when others are disabled than before, on the thread that says so.</summary>
    public event Action? Changed;

    /// <summary>Grows with each change.</summary>
    public long Version => Volatile.Read(ref _version);

    public bool IsOff(string backend) => Volatile.Read(ref _off).Contains(backend);
}
