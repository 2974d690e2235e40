namespace ActorProxy.Actors.Tunnels;

/// <summary>Deadlines of one tunnel.</summary>
/// <param name="Idle">After which a tunnel without a byte in either direction is closed.</param>
/// <param name="Close">How long a peer may take to answer a Close frame, or to end after its peer has ended.</param>
/// <param name="Fin">How long the backend's FIN is waited for when all else is over; zero where it need not come before ours.</param>
public sealed record TunnelTimeouts(TimeSpan Idle, TimeSpan Close, TimeSpan Fin);
