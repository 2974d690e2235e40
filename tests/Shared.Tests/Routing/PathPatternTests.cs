using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Tests.Routing;

public class PathPatternTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/chat", "/chat")]
    [InlineData("/chat/", "/chat")]
    [InlineData("/%63hat", "/chat")]
    public void A_prefix_is_normalised_and_ends_without_a_slash(string text, string value)
    {
        Assert.True(PathPattern.TryPrefix(text, out var pattern, out var error), error);
        Assert.Equal(value, pattern.Value);
    }

    [Fact]
    public void An_exact_path_keeps_its_slash()
    {
        Assert.True(PathPattern.TryExact("/chat/", out var pattern, out var error), error);
        Assert.Equal("/chat/", pattern.Value);
    }

    [Theory]
    [InlineData("chat", "'chat': the path does not begin with '/'")]
    [InlineData("/chat//", "'/chat//': a prefix cannot end with an empty segment")]
    [InlineData("//", "'//': a prefix cannot end with an empty segment")]
    [InlineData("/chat?x", "'/chat?x': routes match paths, not queries")]
    [InlineData("/a/../b", "'/a/../b': the path has a dot segment ('.' or '..')")]
    public void What_no_request_can_match_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(PathPattern.TryPrefix(text, out _, out var error));
        Assert.Equal(expected, error);
    }
}
