using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Tests.Text;

public class NearestNameTests
{
    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("chat", "chat", 0)]
    [InlineData("caht", "chat", 1)]
    [InlineData("cat", "chat", 1)]
    [InlineData("chatt", "chat", 1)]
    [InlineData("cxat", "chat", 1)]
    public void Distance_counts_typing_errors(string a, string b, int distance) => Assert.Equal(distance, NearestName.Distance(a, b));

    [Theory]
    [InlineData("idle-timout", "idle-timeout")]
    [InlineData("prot", "port")]
    [InlineData("colour", null)]
    public void Only_what_is_near_is_suggested(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["port", "idle-timeout", "backlog"]));

    [Fact]
    public void Nothing_is_near_where_there_are_no_names() => Assert.Null(NearestName.Find("x", []));

    [Fact]
    public void A_very_long_name_is_compared_with_nothing() =>
        Assert.Null(NearestName.Find(new string('a', 100_000), [new string('a', 99_999)]));
}
