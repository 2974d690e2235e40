using System.Collections.Frozen;

namespace ActorProxy.Actors.Backends;

/// <summary>Backends that an operator has disabled: they get no new connections. May be used from any thread.</summary>
public sealed class BackendSwitches
{
    private FrozenSet<string> _off = [];

    /// <summary>Ids of the disabled backends.</summary>
    public IReadOnlySet<string> Off
    {
        get => Volatile.Read(ref _off);
        set => Volatile.Write(ref _off, value.ToFrozenSet(StringComparer.Ordinal));
    }

    public bool AllOn => Volatile.Read(ref _off).Count == 0;

    public bool IsOff(string backend) => Volatile.Read(ref _off).Contains(backend);
}
