using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;

namespace ActorProxy.Shared.Tests.Policies;

public class PolicySetTests
{
    [Fact]
    public void A_set_has_one_policy_of_a_type()
    {
        PolicySet set = [new AttemptLimit(2), PathRewrite.Strip];

        Assert.Equal(5, set.With(new AttemptLimit(5)).Of<AttemptLimit>().Attempts);
        Assert.Equal(2, set.With(new AttemptLimit(5)).Count);
        Assert.Throws<ArgumentException>(() => PolicySet.Create([new AttemptLimit(1), new AttemptLimit(1)]));
    }

    [Fact]
    public void In_which_order_policies_came_says_nothing()
    {
        PolicySet one = [new AttemptLimit(2), PathRewrite.Strip, new FilterChain("log")];
        PolicySet other = [new FilterChain("log"), PathRewrite.Strip, new AttemptLimit(2)];

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other.With(new AttemptLimit(3)));
    }

    [Fact]
    public void What_is_not_there_does_what_is_done_where_nothing_is_said()
    {
        Assert.Null(PolicySet.Empty.Find<OnChange>());
        Assert.Equal(new OnChange(), PolicySet.Empty.Of<OnChange>());
        Assert.NotEqual(PolicySet.Empty, [new OnChange()]);
    }

    [Fact]
    public void The_nearer_set_goes_before_the_farther_policy_by_policy_and_whole()
    {
        PolicySet near = [new OnChange(RouteChangePolicy.Drain)];
        PolicySet far = [new OnChange(RouteChangePolicy.Close) { DrainOver = TimeSpan.FromHours(1) }, new AttemptLimit(7)];

        Assert.Equal([new OnChange(RouteChangePolicy.Drain), new AttemptLimit(7)], near.Over(far));
    }
}
