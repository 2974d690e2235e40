using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Upstreams;

/// <summary>Asks an <see cref="UpstreamActor"/> for one attempt on this backend.</summary>
public sealed record ConnectTo(BackendAddress Backend)
{
    /// <summary>Null where the attempt is not traced.</summary>
    public AttemptTrace? Trace { get; init; }
}
