using ActorProxy.Shared.Cluster;
using Akka.Actor;

namespace ActorProxy.Actors.Membership;

/// <summary>Asks nodes, of whatever cluster or none, whether they have one.</summary>
/// <param name="self">This node's address in the cluster.</param>
internal sealed class MembershipQuestion(ActorSystem system, Address self, TimeProvider time)
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Its answer, or <see cref="Shared.Cluster.Membership.Unknown"/> where none comes within a second.</summary>
    /// <exception cref="OperationCanceledException">It is not asked any more.</exception>
    public async Task<Shared.Cluster.Membership> AskAsync(ContactPoint node, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var actor = system.ActorSelection($"{AddressOf(node)}/user/{ClusterEntry.Name}");
        try
        {
            return (await actor.Ask<MembershipAnswer>(MembershipQuery.Instance, Timeout.InfiniteTimeSpan, limit.Token)).Membership;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Shared.Cluster.Membership.Unknown;
        }
    }

    public Address AddressOf(ContactPoint node) => self.WithHost(node.Host).WithPort(node.Port);
}
