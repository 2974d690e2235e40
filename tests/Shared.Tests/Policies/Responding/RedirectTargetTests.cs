using ActorProxy.Shared.Policies.Responding;

namespace ActorProxy.Shared.Tests.Policies.Responding;

public sealed class RedirectTargetTests
{
    [Theory]
    [InlineData("https://{host}{target}", "/a/b?c=d", "https://a.example.org/a/b?c=d")]
    [InlineData("https://{host}{path}", "/a/b?c=d", "https://a.example.org/a/b")]
    [InlineData("https://new.example.org/x{path}{query}", "/a?c", "https://new.example.org/x/a?c")]
    [InlineData("{scheme}://www.{host}/", "/a", "http://www.a.example.org/")]
    [InlineData("/new{path}", "//evil.example/", "/new//evil.example/")]
    [InlineData("https://{host}{target}", "/{host}?{query}", "https://a.example.org/{host}?{query}")] // the client's text is no template
    [InlineData("/fixed", "/a?c=d", "/fixed")]
    public void Placeholders_are_the_parts_of_the_request(string text, string target, string expected)
    {
        Assert.True(RedirectTarget.TryParse(text, out var redirect, out _));
        Assert.Equal(expected, redirect.Of("http", "a.example.org", target));
        Assert.Equal(text, redirect.ToString());
    }

    [Theory]
    [InlineData("https://{hots}/", "there is no placeholder '{hots}'; did you mean {host}?; there are {scheme}, "
        + "{host}, {target}, {path}, {query}")]
    [InlineData("https://a/{", "there is no placeholder '{}'; there are {scheme}, {host}, {target}, {path}, {query}")]
    [InlineData("new", "is no URL: it begins with http://, https://, {scheme}:// or /")]
    [InlineData("ftp://a/", "is no URL: it begins with http://, https://, {scheme}:// or /")]
    [InlineData("", "is no URL: it begins with http://, https://, {scheme}:// or /")]
    [InlineData("https://a/b c", "has a space or a character outside ASCII")]
    [InlineData("https://a/\u00e9", "has a space or a character outside ASCII")]
    [InlineData("{path}", "could lead to any host: where it begins with /, a name follows, as in /new{path}")]
    [InlineData("{target}", "could lead to any host: where it begins with /, a name follows, as in /new{path}")]
    [InlineData("/{path}", "could lead to any host: where it begins with /, a name follows, as in /new{path}")]
    [InlineData("//evil.example/", "could lead to any host: where it begins with /, a name follows, as in /new{path}")]
    public void What_leads_nowhere_or_anywhere_is_refused(string text, string expected)
    {
        Assert.False(RedirectTarget.TryParse(text, out _, out var error));
        Assert.Equal(expected, error);
    }
}
