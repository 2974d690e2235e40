using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>An order to change the routes of one virtual host. All of it is done, or nothing.</summary>
/// <param name="Id">Chosen by who sends it; the same for each attempt, so that none is applied twice.</param>
public abstract record RegistryCommand(string Id, HostPattern Host) : IHostMessage
{
    /// <summary>The revision that the host must have; null where it does not matter.</summary>
    public long? ExpectedRevision { get; init; }
}
