using System.Net;
using ActorProxy.Shared.Names;

namespace ActorProxy.Shared.Tests.Names;

public class ResolverFileTests
{
    [Fact]
    public void A_pod_has_a_server_and_domains()
    {
        var file = ResolverFile.Parse("""
            # by the kubelet
            search prod.svc.cluster.local svc.cluster.local cluster.local
            nameserver 10.96.0.10
            nameserver fd00::a
            nameserver nonsense
            options ndots:5 timeout:1
            """);
        Assert.Equal([IPAddress.Parse("10.96.0.10"), IPAddress.Parse("fd00::a")], file.Servers.ToArray());
        Assert.Equal(5, file.Dots);
        Assert.Equal(
            ["chat.other.prod.svc.cluster.local", "chat.other.svc.cluster.local", "chat.other.cluster.local", "chat.other"],
            file.NamesOf("chat.other"));
    }

    [Fact]
    public void A_name_with_as_many_dots_as_are_wanted_is_asked_for_as_it_is_first() =>
        Assert.Equal(["chat.example", "chat.example.lan"], ResolverFile.Parse("domain lan.\n").NamesOf("chat.example"));

    [Fact]
    public void The_last_of_domain_and_search_counts() =>
        Assert.Equal(["b", "c"], ResolverFile.Parse("domain a\nsearch b c\n").Search.ToArray());

    [Theory]
    [InlineData("")]
    [InlineData("options ndots:x\nsearch\nnameserver\n\0")]
    public void What_is_not_understood_says_nothing(string text)
    {
        var file = ResolverFile.Parse(text);
        Assert.Empty(file.Servers);
        Assert.Equal(["chat"], file.NamesOf("chat"));
    }
}
