using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;

namespace ActorProxy.Actors.Tunnels;

/// <summary>What a tunnel does when its <see cref="TunnelClosing"/> says so. Called on the tunnel's loop.</summary>
internal interface IClosingTunnel
{
    /// <summary>For how long no byte has come.</summary>
    TimeSpan Idle { get; }

    /// <summary>Has <see cref="TunnelClosing.OnDue"/> called after that time, and not when it was said before.</summary>
    void Arm(TimeSpan after);

    /// <summary>
    /// Both peers get our Close frame, each at its next frame boundary, and the client FIN behind it. Nothing else goes to them from there
    /// on.
    /// </summary>
    void TellBoth(CloseCommand command);

    /// <summary>The backend is gone without a Close frame: the client gets what came before, and then ours.</summary>
    void TellOfLoss(CloseCommand command);

    /// <summary>Sends what was still held back, since the close time-out is over; false where nothing was.</summary>
    bool TrySendLast() => false;

    /// <summary>Closes both sockets, where the end is a cut with RST, and tells the tunnel's owner. Called once.</summary>
    /// <param name="fin">
    /// How long the backend's socket stays open for the backend to close it first: see <see cref="Transport.Channel.CloseBehindPeer"/>. The
    /// tunnel is over without it. Zero for not at all.
    /// </param>
    void End(TunnelEnd end, TimeSpan fin);
}
