using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tunnels.Taps;

namespace ActorProxy.Actors.Tunnels;

/// <summary>Two joined channels after the 101, and the rules by which they end. Used on their loop, but for the traffic.</summary>
public interface ITunnel : ITrafficSource
{
    /// <summary>Who looks at what passes; null while nobody does.</summary>
    internal TunnelTaps? Taps { get; set; }

    /// <summary>Lets bytes move. <paramref name="ended"/> is called once, when no byte moves any more.</summary>
    void Start(Action<TunnelEnd> ended);

    /// <summary>Sends a Close frame to both peers, each at its next frame boundary, and waits for them up to the close time-out.</summary>
    void Close(CloseCommand command);

    /// <summary>Closes both sockets at once.</summary>
    void Abort();
}
