using ActorProxy.Shared.Admission;

namespace ActorProxy.Shared.Tests.Admission;

public sealed class DescriptorPlanTests
{
    [Theory]
    [InlineData(1024, 310, 140, 574, 287)]
    [InlineData(4096, 310, 140, 3646, 1823)]
    [InlineData(20000, 310, 140, 19550, 9775)]
    [InlineData(450, 310, 140, 0, 0)]
    [InlineData(256, 310, 140, 0, 0)]
    [InlineData(1L << 60, 310, 140, (1L << 60) - 450, ((1L << 60) - 450) / 2)]
    public void What_is_neither_open_nor_reserved_is_for_clients_and_as_many_backends(
        long limit, int open, int reserve, long sockets, long clients)
    {
        var plan = new DescriptorPlan(limit, open, reserve);

        Assert.Equal((sockets, clients), (plan.Capacity, plan.Clients));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50_000)]
    [InlineData(10_000_000)]
    public void The_limit_that_is_asked_for_carries_the_clients(int clients)
    {
        var plan = new DescriptorPlan(512, 310, 140);

        Assert.Equal(clients, (plan with { Limit = plan.LimitFor(clients) }).Clients);
        Assert.Equal(clients - 1, (plan with { Limit = plan.LimitFor(clients) - 1 }).Clients);
    }

    [Fact]
    public void The_least_limit_carries_some_clients_beside_all_side_servers()
    {
        var plan = new DescriptorPlan(DescriptorPlan.LeastLimit, DescriptorPlan.AtRest,
            DescriptorPlan.ReserveFor(loops: 2, sideServers: 3, surplus: 16));

        Assert.InRange(plan.Clients, 10, 100);
    }

    [Fact]
    public void Each_side_server_has_its_places_and_each_loop_its_ring() => Assert.Equal(
        4 + 3 * (SidePlaceRules.Kept + SidePlaceRules.MaxClosing) + 16,
        DescriptorPlan.ReserveFor(4, 3, 16) - DescriptorPlan.ReserveFor(0, 0, 0));
}
