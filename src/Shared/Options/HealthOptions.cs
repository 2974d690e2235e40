using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>Where an orchestrator asks how the node is.</summary>
public sealed record HealthOptions
{
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>1 to 65535, or 0 for none.</summary>
    public int Port { get; init; }
}
