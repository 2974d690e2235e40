using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Tests.Settings;

namespace ActorProxy.Shared.Tests.Forwarding;

public class ForwardingFieldsTests
{
    private static readonly ClientInfo Trusted = new(IPAddress.Parse("10.0.0.1"), "https", "id");
    private static readonly ClientInfo Stranger = Trusted with { Peer = IPAddress.Parse("192.0.2.9") };
    private static readonly ForwardingPolicy Policy = new() { TrustedPeers = [IPNetwork.Parse("10.0.0.0/8")] };
    private static readonly HeaderField Id = new("X-Request-Id", "id");

    private static readonly HeaderFields Incoming =
    [
        new("A", "b"), new("X-Forwarded-For", "1.1.1.1"), new("x-forwarded-for", "2.2.2.2"), new("X-Forwarded-Proto", "http"),
        new("X-Forwarded-Prefix", "/p"), new("X-Real-IP", "1.1.1.1"), new("Forwarded", "for=1.1.1.1"), new("X-Request-Id", "theirs"),
    ];

    private static HeaderFields Apply(ClientInfo client, ForwardingPolicy policy) =>
        ForwardingFields.Apply(Incoming, client, "h:80", policy);

    [Theory]
    [InlineData(ForwardingMode.Append)]
    [InlineData(ForwardingMode.Replace)]
    public void Of_a_stranger_nothing_passes_and_ours_is_set(ForwardingMode mode) => Assert.Equal(
        [new("A", "b"), new("X-Forwarded-For", "192.0.2.9"), new("X-Forwarded-Proto", "https"), new("X-Forwarded-Host", "h:80"), Id],
        Apply(Stranger, Policy with { Fields = new ForwardedFields { XForwarded = mode } }));

    [Fact]
    public void Names_that_some_servers_take_for_ours_pass_from_nobody()
    {
        HeaderFields twins = [new("X_Forwarded_For", "1.1.1.1"), new("X-Forwarded_Proto", "https"), new("x_real_ip", "1.1.1.1"),
            new("X_Request_Id", "x"), new("X_Mine", "y")];
        var off = Policy with { Fields = new ForwardedFields { XForwarded = ForwardingMode.Off } };
        Assert.Equal([new("X_Mine", "y"), Id], ForwardingFields.Apply(twins, Stranger, "h", off));
        Assert.Equal([new("X_Mine", "y"), Id], ForwardingFields.Apply(twins, Trusted, "h", off));
        Assert.Equal([new("X_Mine", "y"), new("X_Request_Id", "id")],
            ForwardingFields.Apply([new("X_Request_Id", "x"), new("X_Mine", "y")], Trusted, "h",
                off with { RequestIdHeader = "X_Request_Id" }));
    }

    [Fact]
    public void Off_still_drops_what_a_stranger_sent() =>
        Assert.Equal([new("A", "b"), Id], Apply(Stranger, Policy
            with { Fields = new ForwardedFields { XForwarded = ForwardingMode.Off } }));

    [Fact]
    public void Append_adds_the_trusted_peer_and_sets_what_it_did_not() => Assert.Equal(
        [
            new("A", "b"), new("X-Forwarded-Proto", "http"), new("X-Forwarded-Prefix", "/p"), new("X-Real-IP", "1.1.1.1"),
            new("Forwarded", "for=1.1.1.1"), new("X-Forwarded-For", "1.1.1.1, 2.2.2.2, 10.0.0.1"), new("X-Forwarded-Host", "h:80"), Id,
        ],
        Apply(Trusted, Policy));

    [Fact]
    public void Replace_drops_what_a_trusted_peer_sent() => Assert.Equal(
        [new("A", "b"), new("X-Forwarded-For", "10.0.0.1"), new("X-Forwarded-Proto", "https"), new("X-Forwarded-Host", "h:80"),
            new("Forwarded", "for=10.0.0.1;host=\"h:80\";proto=https"), Id],
        Apply(Trusted, Policy with { Fields = new ForwardedFields { XForwarded = ForwardingMode.Replace,
            Forwarded = ForwardingMode.Replace } }));

    [Fact]
    public void Off_passes_what_a_trusted_peer_sent() => Assert.Equal(
        [.. Incoming.SkipLast(1), Id], Apply(Trusted, Policy with { Fields = new ForwardedFields { XForwarded = ForwardingMode.Off } }));

    [Fact(DisplayName = "RFC 7239 4: the last proxy's element comes last")]
    public void ForwardedAppended() => Assert.Equal(
        "for=1.1.1.1, for=10.0.0.1;host=\"h:80\";proto=https",
        Apply(Trusted, Policy with { Fields = new ForwardedFields { Forwarded = ForwardingMode.Append } }).First("Forwarded"));

    [Theory(DisplayName = "RFC 7239 6: an IPv6 address is bracketed and quoted, a mapped one is IPv4")]
    [InlineData("2001:db8::1", "for=\"[2001:db8::1]\";host=h;proto=https", "2001:db8::1")]
    [InlineData("fe80::1%3", "for=\"[fe80::1]\";host=h;proto=https", "fe80::1")]
    [InlineData("::ffff:192.0.2.1", "for=192.0.2.1;host=h;proto=https", "192.0.2.1")]
    public void IPv6(string peer, string forwarded, string xForwardedFor)
    {
        var client = Stranger with { Peer = IPAddress.Parse(peer) };
        var fields = ForwardingFields.Apply([], client, "h",
            new ForwardingPolicy { Fields = new ForwardedFields { Forwarded = ForwardingMode.Append } });
        Assert.Equal(forwarded, fields.First("Forwarded"));
        Assert.Equal(xForwardedFor, fields.First("X-Forwarded-For"));
    }

    [Fact]
    public void Policy_equality_is_by_value_and_its_id_header_is_checked()
    {
        Assert.Equal(Policy, new ForwardingPolicy { TrustedPeers = [IPNetwork.Parse("10.0.0.0/8")] });
        Assert.NotEqual(Policy, ForwardingPolicy.Default);
        Assert.Empty(Policy.Validate());
        Assert.Single((Policy with { RequestIdHeader = "Sec-WebSocket-Key" }).Validate());
    }
}
