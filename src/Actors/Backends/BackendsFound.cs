namespace ActorProxy.Actors.Backends;

/// <summary>Pools have other backends than before, though they are configured as they were.</summary>
internal sealed class BackendsFound
{
    public static readonly BackendsFound Instance = new();

    private BackendsFound()
    {
    }
}
