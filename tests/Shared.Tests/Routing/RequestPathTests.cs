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

    [Theory] // RFC 3986 section 5.2.4
    [InlineData("/a/../b", "/b", "")]
    [InlineData("/a/./b/?x=/../y", "/a/b/", "?x=/../y")]
    [InlineData("/a/b/..", "/a/", "")]
    [InlineData("/a/b/.", "/a/b/", "")]
    [InlineData("/a/..", "/", "")]
    [InlineData("/.", "/", "")]
    [InlineData("/./a", "/a", "")]
    [InlineData("/a/%2e%2E/b", "/b", "")]
    [InlineData("/a/.%2e/%2E/%63", "/c", "")]
    [InlineData("/mid/content=5/../6", "/mid/6", "")]
    [InlineData("/a/b/c/./../../g", "/a/g", "")]
    [InlineData("//a//b/../c", "//a//c", "")]
    [InlineData("/a.b/..c/d../...", "/a.b/..c/d../...", "")]
    [InlineData("/a%2fb/../c", "/c", "")]
    public void Dot_segments_are_resolved_where_a_node_is_told_so(string target, string path, string query)
    {
        Assert.True(RequestPath.TryNormalize(target, DotSegments.Resolve, out var result, out var error), error);
        Assert.Equal((path, query), (result.Path, result.Query));
    }

    [Theory]
    [InlineData("/..", "the path leads above the root ('..')")]
    [InlineData("/a/../../b", "the path leads above the root ('..')")]
    [InlineData("/%2e%2e/b", "the path leads above the root ('..')")]
    [InlineData("/a//../b", "the path leads out of an empty segment ('//..')")]
    [InlineData("/a//b/../../c", "the path leads out of an empty segment ('//..')")]
    [InlineData("/a/..;x/b", "the path has a dot segment beside an encoded slash or backslash, or with parameters")]
    [InlineData("/a/..;x/../b", "the path has a dot segment beside an encoded slash or backslash, or with parameters")]
    [InlineData("/a%2F..%2Fb", "the path has a dot segment beside an encoded slash or backslash, or with parameters")]
    [InlineData("/a%5c%2e%2e%5cb", "the path has a dot segment beside an encoded slash or backslash, or with parameters")]
    [InlineData("/a/../%", "the path has a '%' that is not followed by two hexadecimal digits")]
    public void What_servers_resolve_differently_is_refused_in_any_case(string target, string error)
    {
        Assert.False(RequestPath.TryNormalize(target, DotSegments.Resolve, out var result, out var found));
        Assert.Equal((error, default), (found, result));
        Assert.False(RequestPath.TryNormalize(target, DotSegments.Refuse, out _, out _));
    }

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("/a/%2e")]
    [InlineData("/..")]
    [InlineData("/a/..;x/b")]
    public void Who_is_refused_is_told_by_which_setting(string target)
    {
        Assert.False(RequestPath.TryNormalize(target, DotSegments.Refuse, out var result, out var error));
        Assert.Equal("the path has a dot segment ('.' or '..'), which http.dot-segments = refuse does not allow", error);
        Assert.Equal(default, result);
    }

    [Theory]
    [InlineData("/a/../b?c", "/b?c")]
    [InlineData("/%61/b?c", "/%61/b?c")]
    [InlineData("*", "*")]
    public void A_target_is_resolved_only_where_it_has_to_be(string target, string resolved) =>
        Assert.Equal(resolved, RequestPath.Resolved(target));

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
    public void What_is_resolved_has_nothing_left_to_resolve() =>
        Gen.Char["/.%2EFf5Cca;"].Array[0, 20].Select(c => "/" + new string(c)).Sample(target =>
        {
            if (RequestPath.TryNormalize(target, DotSegments.Resolve, out var resolved, out _))
            {
                Assert.True(RequestPath.TryNormalize(resolved.Path, out var again, out _));
                Assert.Equal(resolved.Path, again.Path);
            }
        });

    [Theory]
    [InlineData(DotSegments.Refuse)]
    [InlineData(DotSegments.Resolve)]
    public void A_normal_path_is_not_copied(DotSegments dots)
    {
        const string target = "/chat/room";
        Assert.True(RequestPath.TryNormalize(target, dots, out var result, out _));
        Assert.Same(target, result.Path);
    }
}
