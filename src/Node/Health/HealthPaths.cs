namespace ActorProxy.Node.Health;

/// <summary>What the <see cref="HealthEndpoint"/> answers to.</summary>
public static class HealthPaths
{
    /// <summary>The actor system runs: a node of which this is false is to be started anew.</summary>
    public const string Live = "/healthz";

    /// <summary>The node was ready once.</summary>
    public const string Started = "/startupz";

    /// <summary>The node takes connections.</summary>
    public const string Ready = "/readyz";
}
