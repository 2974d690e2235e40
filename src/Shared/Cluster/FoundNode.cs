using System.Net;

namespace ActorProxy.Shared.Cluster;

/// <summary>What is known of another node that discovery has found.</summary>
/// <param name="Name">For people.</param>
/// <param name="Terminating">It was told to stop; it may still be a member.</param>
/// <param name="Membership">What it answered to <see cref="MembershipQuery"/>.</param>
public sealed record FoundNode(IPEndPoint Address, string Name, bool Terminating, Membership Membership)
{
    public override string ToString() => $"{Name} ({Address})";
}
