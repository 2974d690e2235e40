using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Tests.Settings;

namespace ActorProxy.Shared.Tests.Policies.Rewriting;

public class PathRewriteTests
{
    [Theory]
    [InlineData("/api/x?y=/api", "/api", "/x?y=/api")]
    [InlineData("/api", "/api", "/")]
    [InlineData("/api/", "/api", "/")]
    [InlineData("/api?q", "/api", "/?q")]
    [InlineData("/api/x", "/api/", "/x")]
    [InlineData("/x", "/", "/x")]
    public void Strip(string target, string prefix, string expected) => Assert.Equal(expected, PathRewrite.Strip.Apply(target, prefix));

    [Theory]
    [InlineData("/api/x?y", "/api", "/v2", "/v2/x?y")]
    [InlineData("/api/x", "/api", "/v2/", "/v2/x")]
    [InlineData("/api", "/api", "/v2", "/v2")]
    [InlineData("/api?q", "/api", "/v2", "/v2?q")]
    [InlineData("/x", "/", "/v2", "/v2/x")]
    [InlineData("/api/x", "/api", "/", "/x")]
    public void Replace(string target, string prefix, string replacement, string expected) =>
        Assert.Equal(expected, PathRewrite.Replace(replacement).Apply(target, prefix));

    [Theory(DisplayName = "RFC 3986 6.2.2: the prefix is found however its characters are encoded")]
    [InlineData("/%61pi/x", "/api", "/x")]
    [InlineData("/a%2fb/x", "/a%2Fb", "/x")]
    [InlineData("/%7Eme/%41", "/~me", "/%41")]
    public void Encoded(string target, string prefix, string expected) => Assert.Equal(expected, PathRewrite.Strip.Apply(target, prefix));

    [Theory(DisplayName = "RFC 3986 2.2: an encoded slash is none; prefixes end on a segment boundary")]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/apix", "/api")]
    [InlineData("/ap", "/api")]
    [InlineData("/a?pi", "/a/pi")]
    [InlineData("/other", "/api")]
    public void Mismatch(string target, string prefix) => Assert.Throws<ArgumentException>(() => PathRewrite.Strip.Apply(target, prefix));

    [Fact]
    public void None_keeps_the_target() => Assert.Equal("/a%2Fb?c", PathRewrite.None.Apply("/a%2Fb?c", "/zzz"));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("/v2", true)]
    [InlineData("v2", false)]
    [InlineData("/v 2", false)]
    [InlineData("/v?2", false)]
    [InlineData("/v#2", false)]
    [InlineData("/v\r\n2", false)]
    public void Validate(string? replacement, bool valid) =>
        Assert.Equal(valid, new PathRewrite { ReplacePrefix = replacement }.Validate().Count == 0);
}
