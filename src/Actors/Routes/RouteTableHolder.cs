using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Routes;

/// <summary>The node's route table: an immutable snapshot, replaced in one write. May be used from any thread.</summary>
public sealed class RouteTableHolder(RouteTable table)
{
    private RouteTable _current = table;

    public RouteTable Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
