using System.Net;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Backends.Health;

public sealed class BackendFailuresTests
{
    private static readonly EjectionRules Rules = new();

    [Fact]
    public void Only_what_a_backend_does_counts_of_attempts()
    {
        var failures = Enum.GetValues<TerminationReason>().Where(reason => BackendFailures.Of(reason) is not null);
        Assert.Equal([TerminationReason.BackendUnresolved, TerminationReason.BackendRefused, TerminationReason.BackendConnectTimeout,
            TerminationReason.BackendTlsFailed, TerminationReason.BackendReset, TerminationReason.BackendTimeout,
            TerminationReason.BackendBadHandshake], failures);
    }

    [Theory]
    [InlineData(200, true, null)]
    [InlineData(401, true, null)]
    [InlineData(500, true, BackendFailure.Answer)]
    [InlineData(500, false, null)]
    [InlineData(501, false, null)]
    [InlineData(503, false, BackendFailure.Answer)]
    public void Of_answers_those_count_that_say_that_it_cannot_serve(int status, bool isUpgrade, BackendFailure? failure) =>
        Assert.Equal(failure, BackendFailures.OfAnswer(status, isUpgrade));

    [Theory]
    [InlineData(TerminationReason.BackendLost, TerminationSource.Backend, null, 1, true)]
    [InlineData(TerminationReason.BackendLost, TerminationSource.Backend, null, 5, false)]
    [InlineData(TerminationReason.BackendLost, TerminationSource.Client, 1000, 1, false)] // it closes without an answer to the Close
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1011, 1, true)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1013, 1, true)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1014, 4.9, true)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1011, 5, false)]
    [InlineData(TerminationReason.Closed, TerminationSource.Client, 1011, 1, false)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1000, 1, false)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1001, 1, false)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 1012, 1, false)]
    [InlineData(TerminationReason.Closed, TerminationSource.Backend, 4000, 1, false)]
    [InlineData(TerminationReason.ClientLost, TerminationSource.Client, null, 1, false)]
    [InlineData(TerminationReason.ProtocolError, TerminationSource.Client, 1002, 1, false)]
    public void Of_tunnels_those_count_that_their_backend_ends_at_once(
        TerminationReason reason, TerminationSource endedBy, int? code, double seconds, bool fails) =>
        Assert.Equal(fails ? BackendFailure.QuickEnd : null,
            BackendFailures.OfTunnel(reason, endedBy, code, TimeSpan.FromSeconds(seconds), Rules));

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.200", true)]
    [InlineData("10.1.2.3", "10.1.3.3", false)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.9", true)]
    [InlineData("2001:db8:0:100::1", "2001:db8:0:1ff::2", true)]
    [InlineData("2001:db8:0:100::1", "2001:db8:0:200::1", false)]
    public void A_network_is_a_24_of_IPv4_or_a_56_of_IPv6(string one, string other, bool isSame) =>
        Assert.Equal(isSame, ClientNetwork.Of(IPAddress.Parse(one)) == ClientNetwork.Of(IPAddress.Parse(other)));
}
