using ActorProxy.Actors.Routes;
using ActorProxy.Actors.Tests.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Routes;

public sealed class SnapshotHolderTests : SteppedTestKit
{
    private static readonly Route Route = TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"));
    private static readonly PolicySet Closing = [new OnChange(RouteChangePolicy.Close)];

    private readonly ProxyOptions _options = TestRoutes.Options(Route);
    private readonly SnapshotHolder _snapshots;

    public SnapshotHolderTests()
    {
        _snapshots = new SnapshotHolder(new NodeSnapshot(_options, _options.Routes));
        _snapshots.Watch(TestActor);
    }

    [Fact]
    public void What_node_and_listeners_say_stays_when_the_routes_are_swapped_and_the_other_way_round()
    {
        _snapshots.Swap(_options with { Policies = Closing });
        Assert.Equal(Closing, ExpectMsg<RoutesSwapped>().Table.PoliciesOf(Route, "web"));

        _snapshots.Swap(RouteTable.Empty);
        Assert.Equal(Closing, ExpectMsg<RoutesSwapped>().Table.PoliciesOf(Route, "web"));
        _snapshots.Change(options => options with { Limits = new LimitOptions { MaxConnections = 9 } });
        Assert.Equal(Closing, _snapshots.Current.Routes.PoliciesOf(Route, "web"));
    }

    [Fact]
    public void A_tunnel_that_opens_by_policies_which_do_not_hold_any_more_is_told_of()
    {
        var open = FakeConnections.Open("1f-1", age: 1, actor: TestActor).Info with { Route = Route };
        _snapshots.Entered(open);
        _snapshots.Swap(_options with { Policies = Closing });
        ExpectMsg<RoutesSwapped>();

        _snapshots.Entered(open with { Policies = Closing });
        _snapshots.Entered(open);

        Assert.Same(open, ExpectMsg<LateTunnel>().Info);
    }
}
