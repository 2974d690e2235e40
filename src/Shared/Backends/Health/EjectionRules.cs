using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>
/// When a backend that fails its clients gets none for a while, and how it comes back. What counts as a failure is in
/// <see cref="BackendFailures"/>.
/// </summary>
public sealed record EjectionRules
{
    [Setting("Failures after which a backend gets no clients for a while: so many, and among them no more successes than share allows."),
        Between(0, 100, Zero = "none is ejected")]
    public int Failures { get; init; } = 5;

    [Setting("Share of failures among the answers from the first to the last of them: with 1.0 only failures in a row eject."),
        Between("0.05", "1")]
    public double Share { get; init; } = 0.5;

    [Setting("How soon after its 101 a tunnel counts as a failure that its backend cuts, or closes with 1011, 1013 or 1014."),
        Between("0s", "5m")]
    public TimeSpan QuickEnd { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("How long a backend is out the first time. Then one handshake tries it, and another backend serves that client where it fails."
        + " Each time after the first it is out twice as long."), Between("100ms", "1h")]
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("How long a backend is out at most at a time."), Between("100ms", "24h")]
    public TimeSpan MaxPeriod { get; init; } = TimeSpan.FromSeconds(20);

    [Setting("Share of a pool's backends that may be out at a time. One that is the pool's only one never is."), Between("0", "1")]
    public double MaxShare { get; init; } = 0.75;

    [Setting("Whether of the failures that a client may provoke (a 5xx, an answer that is none, a quick end) those of one network, a /24 "
        + "of IPv4 or a /56 of IPv6, count once. Off where a balancer in front hides the clients' addresses.")]
    public bool OncePerNetwork { get; init; } = true;

    /// <summary>Successes that there may be among the failures that eject.</summary>
    public int AllowedSuccesses => (int)(Failures * (1 - Share) / Share);
}
