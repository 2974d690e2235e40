namespace ActorProxy.Actors.Tunnels.Extensions;

/// <summary>
/// What accompanies one open tunnel: a phase makes it and adds it to the tunnel's plan. All of it runs on the tunnel's loop, and may
/// not block. A fault in it ends the tunnel as one of ours (1011, or a cut).
/// </summary>
public interface ITunnelExtension
{
    /// <summary>The tunnel is open; no byte has passed.</summary>
    void OnOpen(ITunnelAccess tunnel);

    /// <summary>The tunnel is over. Its timers have been stopped.</summary>
    void OnEnd()
    {
    }
}
