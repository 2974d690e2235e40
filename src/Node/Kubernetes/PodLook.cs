using System.Net;
using ActorProxy.Actors.Membership;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Options;
using Akka.Discovery;

namespace ActorProxy.Node.Kubernetes;

/// <summary>The pods that the Kubernetes API lists, as contact points: the one with the lowest address is to found the cluster.</summary>
/// <param name="discovery">Finds <see cref="PodTarget"/>s; disposed of with this, where it can be.</param>
/// <param name="required">How many pods a new cluster needs.</param>
public sealed class PodLook(ServiceDiscovery discovery, int required) : IClusterLook
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2); // see JoinRules.MaxAge

    private static readonly Lookup Nodes = new("actorproxy");

    /// <summary>By the bytes of the address, IPv4 before IPv6, then by port: the same order on every node.</summary>
    internal static readonly Comparer<IPEndPoint> ByAddress = Comparer<IPEndPoint>.Create((left, right) =>
    {
        var (a, b) = (left.Address.GetAddressBytes(), right.Address.GetAddressBytes());
        var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.AsSpan().SequenceCompareTo(b);
        return order != 0 ? order : left.Port.CompareTo(right.Port);
    });

    /// <summary>Every look asks the API.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>With the pod's service account.</summary>
    /// <exception cref="PodLookupException">This process is in no pod, or its pod has no service account's token.</exception>
    public static PodLook InCluster(ClusterOptions options, TimeProvider time) =>
        new(KubernetesDiscovery.InCluster(options, time), options.Kubernetes.RequiredNodes);

    public async Task<ContactPoints> FindAsync(CancellationToken cancellation)
    {
        var pods = (await discovery.Lookup(Nodes, Timeout)).Addresses.OfType<PodTarget>();
        return new ContactPoints(
            [
                .. pods.OrderBy(pod => new IPEndPoint(pod.Address, pod.Port!.Value), ByAddress)
                    .Select(pod => new ContactPoint(pod.Host, pod.Port!.Value, pod.Name, pod.Terminating)),
            ],
            Listed: false, required);
    }

    public void Dispose() => (discovery as IDisposable)?.Dispose();
}
