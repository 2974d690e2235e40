using System.Net;
using ActorProxy.Node.Kubernetes;
using Akka.Discovery;

namespace ActorProxy.Node.Tests.Kubernetes;

public sealed class PodLookTests
{
    [Fact]
    public void Addresses_have_one_order_on_all_nodes()
    {
        IPEndPoint[] ordered =
        [
            new(IPAddress.Parse("9.255.0.1"), 4053), new(IPAddress.Parse("10.0.0.2"), 4053), new(IPAddress.Parse("10.0.0.10"), 1),
            new(IPAddress.Parse("10.0.0.10"), 2), new(IPAddress.Parse("200.0.0.1"), 1), new(IPAddress.Parse("::1"), 1),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order(PodLook.ByAddress));
    }

    [Fact]
    public async Task Pods_are_contact_points_in_the_order_of_their_addresses()
    {
        using var look = new PodLook(new Fixed(Pod("fd00::2", "c"), Pod("10.0.0.10", "b", terminating: true), Pod("10.0.0.9", "a")), 2);

        var found = await look.FindAsync(CancellationToken.None);

        Assert.Equal("a (10.0.0.9:4053), b (10.0.0.10:4053), c ([fd00::2]:4053)", string.Join(", ", found.Points));
        Assert.Equal([false, true, false], found.Points.Select(point => point.Stopping));
        Assert.Equal((false, 2), (found.Listed, found.Required));
    }

    private static PodTarget Pod(string address, string name, bool terminating = false) =>
        new(IPAddress.Parse(address), 4053, name, terminating);

    private sealed class Fixed(params PodTarget[] pods) : ServiceDiscovery
    {
        public override Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout) =>
            Task.FromResult(new Resolved(lookup.ServiceName, pods));
    }
}
