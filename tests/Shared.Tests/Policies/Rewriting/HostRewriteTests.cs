using ActorProxy.Shared.Policies.Rewriting;

namespace ActorProxy.Shared.Tests.Policies.Rewriting;

public class HostRewriteTests
{
    [Fact]
    public void Passes_the_clients_or_sets_its_own()
    {
        Assert.Equal("A:80", HostRewrite.PassThrough.Apply("A:80"));
        Assert.Equal("b", new HostRewrite("b").Apply("A:80"));
    }

    [Fact(DisplayName = "RFC 9110 7.2: only a host with an optional port can be set")]
    public void Validate()
    {
        Assert.True(HostRewrite.TryParse("pass", out var pass, out _));
        Assert.Equal(HostRewrite.PassThrough, pass);
        Assert.True(HostRewrite.TryParse("b:81", out var other, out _));
        Assert.Equal(new HostRewrite("b:81"), other);
        Assert.False(HostRewrite.TryParse("b/c", out _, out _));
    }
}
