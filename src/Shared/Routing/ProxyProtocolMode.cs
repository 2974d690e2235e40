namespace ActorProxy.Shared.Routing;

/// <summary>Whether a pool's backends get a PROXY header, and of which version.</summary>
public enum ProxyProtocolMode
{
    Off,
    /// <summary>The line of text.</summary>
    V1,
    /// <summary>Binary.</summary>
    V2,
}
