using ActorProxy.Shared.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>Knows the contact points: the nodes to ask for a cluster.</summary>
public interface IClusterLook : IDisposable
{
    /// <summary>About how long to wait before the next look.</summary>
    TimeSpan Interval { get; }

    /// <summary>Those that there are now. By a list that is older than <see cref="JoinRules.MaxAge"/> none is founded.</summary>
    /// <exception cref="IOException">Nobody can say. The message says what to do, and is the same for the same cause.</exception>
    Task<ContactPoints> FindAsync(CancellationToken cancellation);
}
