using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Forwarding;

public class MaxForwardsTests
{
    [Theory(DisplayName = "RFC 9110 7.6.2: of an OPTIONS, one less at each proxy, and none that is passed on at 0")]
    [InlineData("OPTIONS", "0", true, "-1")]
    [InlineData("OPTIONS", "1", false, "0")]
    [InlineData("OPTIONS", "10", false, "9")]
    [InlineData("OPTIONS", "+1", false, "+1")]
    [InlineData("OPTIONS", "99999999999999999999", false, "9223372036854775806")]
    [InlineData("OPTIONS", "", false, "")]
    [InlineData("GET", "0", false, "0")]
    public void Counts(string method, string value, bool spent, string passed)
    {
        var request = new HttpRequest(method, "a", "/", [new("A", "b"), new("max-forwards", value)]);
        Assert.Equal(spent, MaxForwards.IsSpent(request));
        Assert.Equal(passed, MaxForwards.Passed(request, request.Fields).First("Max-Forwards"));
    }

    [Fact]
    public void Two_of_them_mean_nothing() => Assert.False(
        MaxForwards.IsSpent(new HttpRequest("OPTIONS", "a", "/", [new("Max-Forwards", "0"), new("Max-Forwards", "1")])));
}
