using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// What the owner of a materialized tunnel graph holds: gives the tunnel to it, and orders it to close. The stage tells
/// the owner a <see cref="TunnelEnd"/> when it is over. Used on the tunnel's loop.
/// </summary>
public sealed class TunnelControl
{
    private Action<CloseCommand>? _close;
    private CloseCommand? _early;

    internal ITunnel? Tunnel { get; private set; }

    internal IActorRef Owner { get; private set; } = ActorRefs.Nobody;

    /// <summary>What has passed so far.</summary>
    public Traffic Traffic => Tunnel?.Traffic ?? default;

    /// <summary>Gives the graph its tunnel. Call once, right after materializing: the stage starts later, on the same loop.</summary>
    public void Attach(ITunnel tunnel, IActorRef owner)
    {
        Tunnel = tunnel;
        Owner = owner;
    }

    /// <summary>Closes the tunnel with a Close frame to both peers.</summary>
    public void Close(CloseCommand command)
    {
        if (_close is null)
            _early = command;
        else
            _close(command);
    }

    /// <summary>Lets a tap look at what passes from now on; false where the tunnel has as many as it may have.</summary>
    internal bool TryTap(TunnelTap tap)
    {
        if (Tunnel is not { } tunnel || !TunnelTaps.TryAdd(tunnel.Taps, tap, out var taps))
            return false;
        tunnel.Taps = taps;
        return true;
    }

    /// <summary>The tap of this queue looks no more, and its queue is closed.</summary>
    internal void Untap(TapQueue queue)
    {
        if (Tunnel is { } tunnel)
            tunnel.Taps = tunnel.Taps?.Without(queue);
        queue.Close();
    }

    /// <summary>Tells all taps that there is nothing more to look at.</summary>
    internal void EndTaps(TerminationReason reason) => Tunnel?.Taps?.End(reason.Name());

    internal void Open(Action<CloseCommand> close)
    {
        _close = close;
        if (_early is { } command)
            close(command);
    }
}
