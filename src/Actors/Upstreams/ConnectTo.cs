using System.Net;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Backends;

namespace ActorProxy.Actors.Upstreams;

/// <summary>Asks an <see cref="UpstreamActor"/> for one attempt on this backend.</summary>
public sealed record ConnectTo(BackendAddress Backend)
{
    /// <summary>How long connecting may take at most, and then the answer; null for as long as any.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long connecting and the answer may take together; null for as long as any.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>How long the answer may take; null for as long as the node's settings say.</summary>
    public TimeSpan? ResponseTimeout { get; init; }

    /// <summary>Our own addresses to connect from; empty for the kernel's choice.</summary>
    public ValueList<IPAddress> Sources { get; init; } = [];

    /// <summary>Null where the attempt is not traced.</summary>
    public AttemptTrace? Trace { get; init; }
}
