using System.Net;
using ActorProxy.Shared.Cluster;
using Akka.Actor;

namespace ActorProxy.Actors.Membership;

/// <summary>Contact points that are listed in the configuration: <c>cluster.seed-nodes</c>.</summary>
public sealed class SeedLook(IEnumerable<DnsEndPoint> seeds) : IClusterLook
{
    private readonly ContactPoints _points =
        new([.. seeds.Select(seed => new ContactPoint(AkkaHost.Of(seed.Host), seed.Port))], Listed: true);

    public TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    /// <summary>Of a node that is alone: nobody is asked, and it founds its cluster at once.</summary>
    /// <param name="self">Its address in the cluster.</param>
    public static SeedLook Alone(Address self) => new([new DnsEndPoint(self.Host, self.Port!.Value)]);

    public Task<ContactPoints> FindAsync(CancellationToken cancellation) => Task.FromResult(_points);

    public void Dispose()
    {
    }
}
