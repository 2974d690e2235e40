using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Tests.Routing;

public class HostPatternTests
{
    [Theory]
    [InlineData("Example.ORG", HostPatternKind.Exact, "example.org")]
    [InlineData("*.Example.org", HostPatternKind.Wildcard, "*.example.org")]
    [InlineData("*", HostPatternKind.Default, "*")]
    [InlineData("10.0.0.1", HostPatternKind.Exact, "10.0.0.1")]
    [InlineData("[::1]", HostPatternKind.Exact, "[::1]")]
    public void A_pattern_is_a_host_a_wildcard_or_all(string text, HostPatternKind kind, string normal)
    {
        Assert.True(HostPattern.TryParse(text, out var pattern, out var error), error);
        Assert.Equal((kind, normal), (pattern.Kind, pattern.ToString()));
    }

    [Theory]
    [InlineData("", "the host is empty; write * for every host")]
    [InlineData("example.org:80", "'example.org:80': a host pattern has no port; routes serve all listeners")]
    [InlineData("*example.org", "'*example.org': a wildcard stands for whole labels at the start, as in *.example.org")]
    [InlineData("a.*.org", "'a.*.org': a wildcard stands for whole labels at the start, as in *.example.org")]
    [InlineData("bücher.example", "'bücher.example': write an international name in its xn-- form")]
    [InlineData("a..b", "'a..b' is no host name")]
    [InlineData("[[::1]]", "'[[::1]]' is no host name")]
    [InlineData("[::1/64]", "'[::1/64]' is no host name")]
    [InlineData("[fe80::1%1]", "'[fe80::1%1]' is no host name")]
    [InlineData("[10.0.0.1]", "'[10.0.0.1]' is no host name")]
    public void What_is_no_host_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(HostPattern.TryParse(text, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("example.org:80", "example.org")]
    [InlineData("example.org.", "example.org")]
    [InlineData("example.org.:80", "example.org")]
    [InlineData("[::1]:80", "[::1]")]
    [InlineData("[::1]", "[::1]")]
    [InlineData(".", ".")]
    [InlineData("", "")]
    public void The_host_of_a_field_is_without_port_and_root_dot(string field, string host) =>
        Assert.Equal(host, HostName.WithoutPort(field).ToString());

    [Fact]
    public void A_name_has_at_most_253_characters_and_a_label_63()
    {
        Assert.True(HostName.IsValid(new string('a', 63) + ".b"));
        Assert.False(HostName.IsValid(new string('a', 64) + ".b"));
        var long253 = string.Join('.', Enumerable.Repeat("abc", 63)) + ".d";
        Assert.True(HostName.IsValid(long253));
        Assert.False(HostName.IsValid(string.Join('.', Enumerable.Repeat("abc", 64))));
    }
}
