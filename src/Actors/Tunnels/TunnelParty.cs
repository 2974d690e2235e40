namespace ActorProxy.Actors.Tunnels;

/// <summary>Who ended a tunnel.</summary>
public enum TunnelParty
{
    Client,
    Backend,
    Proxy,
}
