using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Shared.Tests.Backends;

public class BackendPoolTests
{
    [Fact]
    public void Pools_with_equal_values_are_equal()
    {
        Assert.Equal(Pools.Of(PickerKind.RoundRobin, 1, 2), Pools.Of(PickerKind.RoundRobin, 1, 2));
        Assert.NotEqual(Pools.Of(PickerKind.RoundRobin, 1, 2), Pools.Of(PickerKind.RoundRobin, 2, 1));
        Assert.NotEqual(Pools.Of(PickerKind.RoundRobin, 1, 2), Pools.Of(PickerKind.LeastConnections, 1, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_weight_out_of_range_is_refused(int weight) =>
        Assert.Throws<ArgumentException>(() => Pools.Of(PickerKind.RoundRobin, weight));

    [Fact]
    public void Two_backends_of_one_id_are_refused()
    {
        var backend = Backend.At(new BackendAddress("a", 80));
        Assert.Throws<ArgumentException>(() => new BackendPool("p", [backend, backend], PickerKind.RoundRobin));
    }
}
