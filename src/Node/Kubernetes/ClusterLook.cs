using System.Collections.Immutable;
using System.Net;
using ActorProxy.Actors.Membership;
using ActorProxy.Shared.Cluster;
using Akka.Actor;
using Akka.Discovery;

namespace ActorProxy.Node.Kubernetes;

/// <summary>Looks at the nodes that discovery finds: who there is, and who of them has a cluster.</summary>
internal sealed class ClusterLook(ActorSystem system, Address self, IPEndPoint selfEndPoint, ServiceDiscovery discovery, int required,
    TimeProvider time)
{
    /// <summary>For discovery and for the answers: see <see cref="JoinRules.MaxAge"/>.</summary>
    private static readonly TimeSpan DiscoveryTimeout = TimeSpan.FromSeconds(2), AnswerTimeout = TimeSpan.FromSeconds(1);

    private static readonly Lookup Nodes = new("actorproxy");

    private ImmutableHashSet<(IPEndPoint, string, bool)> _last = [];
    private long _changed;

    public async Task<JoinView> TakeAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var found = (await discovery.Lookup(Nodes, DiscoveryTimeout)).Addresses.OfType<PodTarget>().ToList();
        var now = found.Select(pod => (EndPointOf(pod), pod.Name, pod.Terminating)).ToImmutableHashSet();
        if (!now.SetEquals(_last))
            (_last, _changed) = (now, time.GetTimestamp());
        var unchanged = time.GetElapsedTime(_changed);
        var others = await Task.WhenAll(found.Where(pod => !EndPointOf(pod).Equals(selfEndPoint))
            .Select(pod => AskAsync(pod, cancellation)));
        return new JoinView(selfEndPoint, others.Length < found.Count, [.. others], required, unchanged, time.GetElapsedTime(began));
    }

    private static IPEndPoint EndPointOf(PodTarget pod) => new(pod.Address, pod.Port!.Value);

    private async Task<FoundNode> AskAsync(PodTarget pod, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var membership = Membership.Unknown;
        try
        {
            var actor = system.ActorSelection($"{self.WithHost(pod.Host).WithPort(pod.Port)}/user/{MembershipResponder.Name}");
            var answer = await actor.Ask<MembershipAnswer>(MembershipQuery.Instance, Timeout.InfiniteTimeSpan, limit.Token);
            membership = answer.Member ? Membership.Member : Membership.None;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Unknown is what the rules want to hear.
        }
        return new FoundNode(EndPointOf(pod), pod.Name, pod.Terminating, membership);
    }
}
