using ActorProxy.Shared.Registry;
using CsCheck;

namespace ActorProxy.Shared.Tests.Registry;

public class ReplicaRoutesTests
{
    [Fact]
    public void All_hosts_are_in_the_parts_once_and_the_parts_are_small() =>
        Gen.Int[0, HostRegistry.MaxSize - 500].Array[0, 12].Sample(sizes =>
        {
            var hosts = sizes.Select(Sized).ToList();
            var parts = ReplicaRoutes.InParts(hosts).ToList();
            Assert.Equal(hosts, parts.SelectMany(p => p.Hosts));
            Assert.Equal(parts.Select((_, i) => i == parts.Count - 1), parts.Select(p => p.Last));
            Assert.All(parts, part => Assert.InRange(Size(part), 0, HostRegistry.MaxSize + 1024));
            // None is cut sooner than it must be.
            Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.True(
                Size(pair.First) + Size(new ReplicaRoutes([pair.Second.Hosts[0]], true)) > HostRegistry.MaxSize));
        }, iter: 50);

    [Fact]
    public void Without_hosts_there_is_one_part_that_is_the_last() =>
        Assert.Equal([new ReplicaRoutes([], Last: true)], ReplicaRoutes.InParts([]));

    [Fact]
    public void Hosts_that_fit_are_in_one_part() =>
        Assert.Equal([new ReplicaRoutes([Sized(1, 0), Sized(2, 1)], Last: true)], ReplicaRoutes.InParts([Sized(1, 0), Sized(2, 1)]));

    private static HostRoutes Sized(int size, int number) =>
        HostRoutes.Empty(Routes.Host($"h{number}")) with { Revision = 1,
            Layers = [new RouteLayer(RouteLayer.Operator, 0, [Routes.One($"{new string('i', size + 1)}:/x")])] };

    private static int Size(ReplicaRoutes part) => RegistryWire.Formats.Single(f => f.Type == typeof(ReplicaRoutes)).Write(part).Length;
}
