using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// A backend's final answer to the upgrade. Its channel stays the sender's until it is taken, so that a reply which finds
/// nobody leaks no socket. Used on the channel's loop.
/// </summary>
/// <param name="answer">Accepted or declined.</param>
/// <param name="rest">What was read behind the answer's head.</param>
public sealed class UpstreamReply(Channel channel, UpgradeAnswer answer, ReadOnlyMemory<byte> rest)
{
    private Channel? _channel = channel;

    public UpgradeAnswer Answer { get; } = answer;

    public ReadOnlyMemory<byte> Rest { get; } = rest;

    /// <summary>Makes the channel the caller's.</summary>
    /// <exception cref="InvalidOperationException">It was taken or closed before.</exception>
    public Channel Take()
    {
        var taken = _channel ?? throw new InvalidOperationException("The reply's channel was taken or closed before.");
        _channel = null;
        return taken;
    }

    /// <summary>Closes the channel if nobody took it.</summary>
    public void Drop()
    {
        _channel?.Abort();
        _channel = null;
    }
}
