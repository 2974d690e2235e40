using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Extensions;

/// <summary>An extension that looks at what passes. A tunnel without one pays nothing for it.</summary>
public interface IFrameObserver : ITunnelExtension
{
    /// <summary>
    /// A frame has begun to pass. Where the tunnel reads messages, a message counts as one frame, whatever it was sent in, and has no
    /// masking key.
    /// </summary>
    void OnFrame(RelaySide from, in FrameHeader header);
}
