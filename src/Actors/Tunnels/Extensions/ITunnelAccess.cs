using ActorProxy.Actors.Closing;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Extensions;

/// <summary>What an extension may do with its tunnel. Use it on the tunnel's loop, which is the one that calls the extension.</summary>
public interface ITunnelAccess
{
    /// <summary>For how long no byte has come from either side.</summary>
    TimeSpan Idle { get; }

    /// <summary>A timer, which is stopped with the tunnel.</summary>
    Deadline CreateTimer(Action due);

    /// <summary>Sends a Close frame to both peers, each at its next frame boundary. The first order is the one.</summary>
    void Close(CloseCommand command);

    /// <summary>
    /// Sends a Ping or Pong to a side at its next frame boundary, which may be inside of a message that is sent in fragments (RFC 6455
    /// section 5.4). False where that cannot be: the tunnel is ending, or one of these waits for the boundary still.
    /// </summary>
    /// <exception cref="ArgumentException">It is another kind of frame.</exception>
    bool TrySend(RelaySide to, DecodedFrame frame);
}
