using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Termination;

public class TerminationReasonsTests
{
    [Theory]
    [InlineData(TerminationReason.TlsHandshakeFailed, "tls_handshake_failed", null)]
    [InlineData(TerminationReason.BadProxyHeader, "bad_proxy_header", null)]
    [InlineData(TerminationReason.BackendTlsFailed, "backend_tls_failed", 502)]
    public void Name_and_status(TerminationReason reason, string name, int? status)
    {
        Assert.Equal((name, status, null), (reason.Name(), reason.Status(), reason.CloseCode()));
        Assert.True(reason.IsAbnormal());
    }

    [Fact]
    public void Who_finds_no_room_or_no_backend_is_told_when_to_come_again()
    {
        TerminationReason[] told =
        [
            TerminationReason.NoBackend, TerminationReason.ConnectionLimit, TerminationReason.RateLimit, TerminationReason.ClientLimit,
            TerminationReason.RouteLimit, TerminationReason.BackendLimit,
        ];
        Assert.Equal(told, Enum.GetValues<TerminationReason>().Where(reason => reason.HasRetryAfter()));
    }
}
