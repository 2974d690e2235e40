using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// The hand of a tunnel's owner on it: orders it to close, and has it tapped. Its stream starts it later, and tells the owner a
/// <see cref="TunnelEnd"/> when it is over. Used on the tunnel's loop.
/// </summary>
public sealed class TunnelControl(ITunnel tunnel, IActorRef owner)
{
    private Action<TunnelControl, CloseCommand>? _close;
    private CloseCommand? _early;

    /// <summary>What has passed so far.</summary>
    public Traffic Traffic => tunnel.Traffic;

    internal ITunnel Tunnel => tunnel;

    internal IActorRef Owner => owner;

    /// <summary>Closes the tunnel with a Close frame to both peers.</summary>
    public void Close(CloseCommand command)
    {
        if (_close is null)
            _early = command;
        else
            _close(this, command);
    }

    /// <summary>Lets a tap look at what passes from now on; false where the tunnel has as many as it may have.</summary>
    internal bool TryTap(TunnelTap tap)
    {
        if (!TunnelTaps.TryAdd(tunnel.Taps, tap, out var taps))
            return false;
        tunnel.Taps = taps;
        return true;
    }

    /// <summary>The tap of this queue looks no more, and its queue is closed.</summary>
    internal void Untap(TapQueue queue)
    {
        tunnel.Taps = tunnel.Taps?.Without(queue);
        queue.Close();
    }

    /// <summary>Tells all taps that there is nothing more to look at.</summary>
    internal void EndTaps(TerminationReason reason) => tunnel.Taps?.End(reason.Name());

    /// <param name="close">Has the tunnel of this control close.</param>
    internal void Open(Action<TunnelControl, CloseCommand> close)
    {
        _close = close;
        if (_early is { } command)
            close(this, command);
    }
}
