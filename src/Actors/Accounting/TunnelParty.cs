namespace ActorProxy.Actors.Accounting;

/// <summary>Who ended a tunnel.</summary>
public enum TunnelParty
{
    Client,
    Backend,
    Proxy,
}
