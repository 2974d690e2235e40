using ActorProxy.Shared.Routing;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing;

public class RequestPathTests
{
    [Theory]
    [InlineData("/", "/", "")]
    [InlineData("/chat?room=a%2eb?c", "/chat", "?room=a%2eb?c")]
    [InlineData("/chat?", "/chat", "?")]
    [InlineData("/%63h%61t", "/chat", "")]
    [InlineData("/%7e%2D%5f", "/~-_", "")]
    [InlineData("/a%2fb", "/a%2Fb", "")]
    [InlineData("/a%2F%c3%a4", "/a%2F%C3%A4", "")]
    [InlineData("//a///b/", "//a///b/", "")]
    [InlineData("/a.b/..c/d../...", "/a.b/..c/d../...", "")]
    [InlineData("/%252e%252e/", "/%252e%252e/", "")]
    [InlineData("/a?/../b", "/a", "?/../b")]
    [InlineData("/ws?path=C:\\dir", "/ws", "?path=C:\\dir")]
    [InlineData("/ws?q=|^`{}<>[]\"'", "/ws", "?q=|^`{}<>[]\"'")]
    public void A_path_has_one_spelling_RFC3986_6_2_2(string target, string path, string query)
    {
        Assert.True(RequestPath.TryNormalize(target, out var result, out var error), error);
        Assert.Equal((path, query), (result.Path, result.Query));
    }

    [Theory]
    [InlineData("/..")]
    [InlineData("/.")]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/a/..?x")]
    [InlineData("/%2e%2e/b")]
    [InlineData("/.%2E/b")]
    [InlineData("/a..b/..")]
    [InlineData("/a/..;x/b")]
    [InlineData("/a/..%3Bx/b")]
    [InlineData("/a%2F..%2Fb")]
    [InlineData("/a%5c%2e%2e%5cb")]
    [InlineData("/a/..%2fb")]
    public void A_dot_segment_is_refused_however_it_is_spelled(string target)
    {
        Assert.False(RequestPath.TryNormalize(target, out _, out var error));
        Assert.Equal("the path has a dot segment ('.' or '..')", error);
    }

    [Theory]
    [InlineData("/a\\b?c", "the path has a '\\'; percent-encode it")]
    [InlineData("/a?b#c", "the query has a '#'; percent-encode it")]
    [InlineData("/a?b c", "the query has a space, a control character or a character outside ASCII; percent-encode it")]
    public void The_part_that_is_wrong_is_named(string target, string error)
    {
        Assert.False(RequestPath.TryNormalize(target, out _, out var found));
        Assert.Equal(error, found);
    }

    [Theory]
    [InlineData("/%")]
    [InlineData("/%2")]
    [InlineData("/%zz")]
    [InlineData("/%2?1")]
    [InlineData("/% 1")]
    public void A_percent_sign_needs_two_digits_RFC3986_2_1(string target) =>
        Assert.False(RequestPath.TryNormalize(target, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("chat")]
    [InlineData("http://a/chat")]
    [InlineData("/a b")]
    [InlineData("/a\t")]
    [InlineData("/ä")]
    [InlineData("/a#b")]
    [InlineData("/a\\..\\b")]
    public void What_is_no_origin_form_of_visible_ascii_is_refused_RFC9112_3_2_1(string target) =>
        Assert.False(RequestPath.TryNormalize(target, out _, out _));

    [Fact]
    public void Normalising_twice_changes_nothing() =>
        Gen.Char["/.%2EFf5Cca;"].Array[0, 20].Select(c => "/" + new string(c)).Sample(target =>
        {
            if (RequestPath.TryNormalize(target, out var once, out _))
            {
                Assert.True(RequestPath.TryNormalize(once.Path, out var twice, out _));
                Assert.Equal(once.Path, twice.Path);
            }
        });

    [Fact]
    public void A_normal_path_is_not_copied()
    {
        const string target = "/chat/room";
        Assert.True(RequestPath.TryNormalize(target, out var result, out _));
        Assert.Same(target, result.Path);
    }
}
