using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Forwarding;

public class RequestIdsTests
{
    private static readonly ForwardingPolicy Policy = new() { TrustedPeers = [IPNetwork.Parse("10.0.0.0/8")], RequestIdHeader = "X-Id" };

    private static string Choose(string peer, params string[] ids) => RequestIds.Choose(
        HeaderFields.Create([.. ids.Select(v => new HeaderField("x-id", v))]), IPAddress.Parse(peer), Policy, "ours");

    [Fact]
    public void A_sane_id_of_a_trusted_peer_is_kept()
    {
        Assert.Equal("theirs", Choose("10.0.0.1", "theirs"));
        Assert.Equal(new string('a', 128), Choose("10.0.0.1", new string('a', 128)));
    }

    [Fact]
    public void Any_other_is_ours()
    {
        Assert.Equal("ours", Choose("192.0.2.1", "theirs"));
        Assert.Equal("ours", Choose("10.0.0.1"));
        Assert.Equal("ours", Choose("10.0.0.1", ""));
        Assert.Equal("ours", Choose("10.0.0.1", "a b"));
        Assert.Equal("ours", Choose("10.0.0.1", "\xe9"));
        Assert.Equal("ours", Choose("10.0.0.1", new string('a', 129)));
        Assert.Equal("ours", Choose("10.0.0.1", "a", "b"));
    }
}
