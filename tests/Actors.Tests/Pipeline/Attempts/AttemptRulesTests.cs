using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Pipeline.Attempts;

public sealed class AttemptRulesTests
{
    [Theory] // RFC 9110 section 9.2.2
    [InlineData(TerminationReason.BackendRefused, "POST", false, true)]
    [InlineData(TerminationReason.BackendUnresolved, "PATCH", false, true)]
    [InlineData(TerminationReason.BackendConnectTimeout, "POST", false, true)]
    [InlineData(TerminationReason.BackendTlsFailed, "POST", false, true)]
    [InlineData(TerminationReason.PortsExhausted, "POST", false, true)]
    [InlineData(TerminationReason.BackendReset, "GET", false, true)]
    [InlineData(TerminationReason.BackendTimeout, "PUT", false, true)]
    [InlineData(TerminationReason.BackendUnavailable, "DELETE", false, true)]
    [InlineData(TerminationReason.BackendReset, "POST", false, false)]
    [InlineData(TerminationReason.BackendUnavailable, "POST", false, false)]
    [InlineData(TerminationReason.BackendReset, "get", false, false)]
    [InlineData(TerminationReason.BackendRefused, "PUT", true, false)]
    [InlineData(TerminationReason.BackendReset, "PUT", true, false)]
    [InlineData(TerminationReason.ClientLost, "GET", false, false)]
    [InlineData(TerminationReason.BodyTooLarge, "GET", false, false)]
    public void A_request_is_sent_again_where_it_was_not_sent_or_may_be_twice(
        TerminationReason reason, string method, bool bodyBegun, bool again)
    {
        Assert.Equal(again, AttemptRules.TriesAnother(reason, 1, 2, MethodRules.IsIdempotent(method), bodyBegun));
        Assert.False(AttemptRules.TriesAnother(reason, 2, 2, MethodRules.IsIdempotent(method), bodyBegun));
    }
}
