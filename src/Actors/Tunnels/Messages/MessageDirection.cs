namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>Which way a message goes.</summary>
public enum MessageDirection
{
    FromDownstream,
    FromUpstream,
}
