using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Termination;

public sealed class TerminationSourcesTests
{
    [Fact]
    public void Every_reason_has_a_source_and_every_source_a_name()
    {
        foreach (var reason in Enum.GetValues<TerminationReason>())
            Assert.True(Enum.IsDefined(reason.Source(reason.Status())), reason.ToString());
        Assert.Equal(["client", "backend", "proxy"], Enum.GetValues<TerminationSource>().Select(source => source.Name()));
    }

    [Fact]
    public void What_is_no_reason_has_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ((TerminationReason)(-1)).Source(null));
        Assert.Throws<ArgumentOutOfRangeException>(() => ((TerminationSource)(-1)).Name());
    }

    [Fact] // RFC 9110 section 15.5 and 15.6; section 15.6.6 blames nobody, and the version is the client's
    public void A_status_that_blames_the_client_has_the_client_for_its_source_and_no_other_has()
    {
        foreach (var reason in Enum.GetValues<TerminationReason>())
            if (reason.Status() is { } status)
                Assert.Equal(status is < 500 or 505, reason.Source(status) == TerminationSource.Client);
    }

    [Fact]
    public void What_backends_do_is_the_backends()
    {
        foreach (var reason in Enum.GetValues<TerminationReason>().Where(r => r.ToString().StartsWith("Backend", StringComparison.Ordinal)))
            Assert.Equal(reason == TerminationReason.BackendLimit ? TerminationSource.Proxy : TerminationSource.Backend,
                reason.Source(reason.Status()));
    }

    [Theory]
    [InlineData(504, TerminationSource.Backend)]
    [InlineData(200, TerminationSource.Client)]
    [InlineData(null, TerminationSource.Client)]
    public void Who_took_no_bytes_shows_in_what_the_client_was_answered(int? status, TerminationSource source) =>
        Assert.Equal(source, TerminationReason.WriteTimeout.Source(status));

    [Theory]
    [InlineData(TerminationReason.BackendDeclined, 403, true)]
    [InlineData(TerminationReason.BackendLost, 403, true)]
    [InlineData(TerminationReason.BackendRefused, 502, true)]
    [InlineData(TerminationReason.NoBackend, 503, true)]
    [InlineData(TerminationReason.InternalError, 500, true)]
    [InlineData(TerminationReason.WriteTimeout, null, true)]
    [InlineData(TerminationReason.BufferLimit, null, true)]
    [InlineData(TerminationReason.BadProxyHeader, null, true)]
    [InlineData(TerminationReason.RequestTimeout, null, false)]
    [InlineData(TerminationReason.NoRoute, 404, false)]
    [InlineData(TerminationReason.ClientLost, null, false)]
    [InlineData(TerminationReason.TlsHandshakeFailed, null, false)]
    [InlineData(TerminationReason.ConnectionLimit, 503, false)]
    [InlineData(TerminationReason.NodeShutdown, 503, false)]
    [InlineData(TerminationReason.Completed, 200, false)]
    public void Which_ends_are_failures(TerminationReason reason, int? status, bool failure) =>
        Assert.Equal(failure, reason.IsFailure(status));
}
