using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Where an orchestrator asks how the node is.</summary>
public sealed record HealthOptions
{
    [Setting("Where it listens.")]
    public IPAddress Address { get; init; } = IPAddress.Any;

    [Setting("{range}."), Between(0, 65535, Zero = "none")]
    public int Port { get; init; }
}
