using System.Net;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Tests.Options;

/// <summary>The forwarding policy of a listener, which is worked out once.</summary>
public sealed class ForwardingOfTests
{
    private static readonly ListenerOptions Web = new(
        "web", IPAddress.Loopback, 80) { TrustedPeers = [new IPNetwork(IPAddress.Loopback, 32)] };

    private static readonly ListenerOptions Secure = new("secure", IPAddress.Loopback, 443)
    {
        Tls = new ListenerTlsOptions { ClientCertificate = ClientCertificateMode.Optional, ClientSubjectHeader = "X-Subject" },
    };

    private static readonly ProxyOptions Options = new() { Listeners = [Web] };

    [Fact]
    public void It_is_one_object_until_a_value_changes()
    {
        Assert.Same(Options.ForwardingOf(Web), Options.ForwardingOf(Web));
        Assert.Same(Options.ForwardingOf(Web), (Options with { Log = new LogOptions { Level = LogSeverity.Error } }).ForwardingOf(Web));
    }

    [Fact]
    public void Other_values_are_in_it_at_once()
    {
        Assert.Empty(Options.ForwardingOf(Web).ReservedHeaders);
        Assert.Equal(["X-Subject"], (Options with { Listeners = [Web, Secure] }).ForwardingOf(Web).ReservedHeaders);
        Assert.Equal("X-Id",
            (Options with { Forwarding = Options.Forwarding with { RequestIdHeader = "X-Id" } }).ForwardingOf(Web).RequestIdHeader);
    }

    [Fact]
    public void A_listener_that_is_gone_or_was_another_has_its_own()
    {
        Assert.Equal("X-Subject", Options.ForwardingOf(Secure).SubjectHeader);
        Assert.Empty(Options.ForwardingOf(Web with { TrustedPeers = [] }).TrustedPeers);
    }
}
