using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>The test is the registry, which answers or does not.</summary>
public sealed class RegistryClientTests : TestKit
{
    private static readonly PutRoute Put = new("c", HostRoute.Of("a.example.org", "a:/x"));

    private readonly TestProbe _region;
    private readonly RegistryClient _client;

    public RegistryClientTests() : base(LongTimeouts.Config)
    {
        _region = CreateTestProbe();
        _client = new RegistryClient(_region);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_followed_by_another_of_the_same_id()
    {
        var sending = _client.SendAsync(Put);
        await _region.ExpectMsgAsync(Put, Peer.Timeout);
        await _region.ExpectMsgAsync(Put, Peer.Timeout);
        _region.Reply(new CommandAccepted("c", 1, []));

        Assert.Equal(new CommandAccepted("c", 1, []), await sending);
    }

    [Fact]
    public async Task What_is_unavailable_is_tried_again_and_at_last_reported()
    {
        var sending = _client.SendAsync(Put);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await _region.ExpectMsgAsync(Put, Peer.Timeout);
            _region.Reply(new CommandRejected("c", RejectionReason.Unavailable, $"attempt {attempt}"));
        }

        Assert.Equal(new CommandRejected("c", RejectionReason.Unavailable, "attempt 5"), await sending);
    }

    [Fact]
    public async Task What_is_unavailable_is_answered_at_once_where_this_node_knows_why()
    {
        using var file = new RegistryFile { Problem = "Connection refused" };
        var sending = new RegistryClient(_region, file).SendAsync(Put);
        await _region.ExpectMsgAsync(Put, Peer.Timeout);
        _region.Reply(new CommandRejected("c", RejectionReason.Unavailable,
            "the registry's database failed: it has failed several times in a row"));

        Assert.Equal(
            new CommandRejected("c", RejectionReason.Unavailable,
                "the registry's database failed: it has failed several times in a row. From this node the database "
                    + "cannot be used: Connection refused"), await sending);
        await _region.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(null, "Send the command again")]
    [InlineData("Connection refused", "Send the command again. From this node the database cannot be used: Connection refused")]
    public async Task Who_gets_no_answer_is_told_what_this_node_knows_of_the_database(string? problem, string end)
    {
        using var file = new RegistryFile { Problem = problem };

        var rejected = Assert.IsType<CommandRejected>(
            await new RegistryClient(_region, file) { Timeout = TimeSpan.FromSeconds(2) }.SendAsync(Put));

        Assert.Equal(RejectionReason.Unavailable, rejected.Reason);
        Assert.StartsWith("the registry did not answer within 2 s", rejected.Message);
        Assert.EndsWith(end, rejected.Message);
    }

    [Fact]
    public async Task What_is_refused_is_not_tried_again()
    {
        var refusal = new CommandRejected("c", RejectionReason.StaleRevision, "look again");
        var sending = _client.SendAsync(Put);
        await _region.ExpectMsgAsync(Put, Peer.Timeout);
        _region.Reply(refusal);

        Assert.Equal(refusal, await sending);
    }

    [Theory]
    [InlineData(false)] // during an attempt
    [InlineData(true)] // during the pause after one
    public async Task Who_cancels_waits_no_longer(bool unavailable)
    {
        using var cancellation = new CancellationTokenSource();
        var sending = _client.SendAsync(Put, cancellation.Token);
        await _region.ExpectMsgAsync(Put, Peer.Timeout);
        if (unavailable)
            _region.Reply(new CommandRejected("c", RejectionReason.Unavailable, "not now"));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task What_would_not_fit_a_message_is_not_sent()
    {
        var large = new PutRoute("large", HostRoute.Of("a.example.org", $"a:/{new string('x', HostRegistry.MaxSize)}"));

        Assert.Equal(RejectionReason.TooLarge, Assert.IsType<CommandRejected>(await _client.SendAsync(large)).Reason);
        var sending = _client.SendAsync(Put);
        await _region.ExpectMsgAsync(Put, Peer.Timeout);
        _region.Reply(new CommandAccepted("c", 1, []));
        await sending;
    }
}
