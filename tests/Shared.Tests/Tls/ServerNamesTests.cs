using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Tests.Tls;

public class ServerNamesTests
{
    private static readonly string[][] Certificates =
    [
        ["a.example.org", "*.example.org"],
        ["b.example.org", "example.net"],
        ["*.example.org", "*.b.example.org"],
    ];

    [Theory(DisplayName = "RFC 6066 3 and RFC 9525 6.3: exact names first, then wildcards for one label")]
    [InlineData("a.example.org", 0)]
    [InlineData("B.Example.ORG", 1)]
    [InlineData("b.example.org.", 1)]
    [InlineData("c.example.org", 0)]
    [InlineData("c.b.example.org", 2)]
    [InlineData("c.d.example.org", -1)]
    [InlineData("example.org", -1)]
    [InlineData("example.net", 1)]
    [InlineData("www.example.net", -1)]
    [InlineData(".example.org", -1)]
    [InlineData("", -1)]
    public void Choice(string serverName, int expected) => Assert.Equal(expected, ServerNames.Choose(Certificates, serverName));
}
