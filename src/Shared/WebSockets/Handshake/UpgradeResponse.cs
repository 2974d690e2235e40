using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>Makes the 101 that the client gets of the backend's.</summary>
public static class UpgradeResponse
{
    private static readonly HeaderField[] Ours = [new("Upgrade", "websocket"), new("Connection", "Upgrade")];

    /// <summary>The 101 of a validated answer: hop-by-hop fields are ours, all others pass.</summary>
    public static ResponseHead Switching(UpgradeAccepted accepted) =>
        new(101, "Switching Protocols", HeaderFields.Concat(Ours, accepted.Passed.AsSpan()));
}
