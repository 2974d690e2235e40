using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets.Handshake;
using Akka.Actor;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>When a tap sends what was noted, on a clock that the test moves.</summary>
public sealed class TapPaceTests : SteppedTestKit
{
    private static readonly TapFrame Frame = new(TapDirection.FromClient, TapKind.Text, 1, default);

    private readonly ProxyMetrics _metrics = new(1);
    private readonly FakeTimeProvider _time = new();
    private readonly IActorRef _tap;
    private readonly TapQueue _queue;

    public TapPaceTests()
    {
        var connection = CreateTestProbe();
        var open = FakeConnections.Open("1f-1", age: 1, actor: connection.Ref);
        var order = new NodeTap("1f-1", "", "test", Payload: false, MaxPayload: null, TimeSpan.FromMinutes(10));
        var watcher = TestActor;
        _tap = Sys.ActorOf(Props.Create(() => new TapActor(open, order, watcher, "node", null, _metrics, _time, new TapLinks(Sys))));
        _queue = connection.ExpectMsg<StartTap>().Queue;
        connection.Reply(new TapAttached(NegotiatedExtensions.None));
        ExpectMsg<TapStarted>();
    }

    [Fact]
    public void The_first_message_is_sent_at_once_and_the_next_gather()
    {
        OneIsSentAtOnce();
        Note(3);
        NothingIsSent();
        AfterGathering();
        Assert.Equal(3, ExpectMsg<TapBatch>().Items.Length);
    }

    [Fact]
    public void After_a_silence_a_message_is_sent_at_once_again()
    {
        OneIsSentAtOnce();
        AfterGathering();
        Settle();
        OneIsSentAtOnce();
    }

    [Fact]
    public void The_end_waits_for_nothing()
    {
        OneIsSentAtOnce();
        Note(2);
        _queue.Close();
        _tap.Tell(new TapStop());
        Assert.Equal(2, ExpectMsg<TapBatch>().Items.Length);
        ExpectMsg<TapEnded>();
    }

    [Fact]
    public void What_is_more_than_the_credit_goes_on_with_the_next_credit()
    {
        var batch = TapBatch.MaxBytes / TapBatch.MostOf(Frame, 0);
        var credit = batch * TapCredit.Initial;
        _tap.Tell(new TapCredit(1)); // as many as there may be: the first message has one
        OneIsSentAtOnce();
        _tap.Tell(new TapCredit(1));
        Settle();
        Note(credit + 1);
        AfterGathering();
        Assert.Equal(credit, Enumerable.Range(0, TapCredit.Initial).Sum(_ => ExpectMsg<TapBatch>().Items.Length));
        NothingIsSent();
        _tap.Tell(new TapCredit(1));
        Assert.Single(ExpectMsg<TapBatch>().Items);
    }

    [Fact]
    public void A_queue_that_is_half_full_gathers_no_longer()
    {
        OneIsSentAtOnce();
        Note(TapQueue.MaxEntries / 2 - 1);
        NothingIsSent();
        Note(1);
        Assert.Equal(0, ExpectMsg<TapBatch>().Dropped);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _metrics.Dispose();
    }

    private void Note(int messages)
    {
        for (var i = 0; i < messages; i++)
            _queue.Offer(Frame, _time.GetUtcNow());
    }

    /// <summary>With its turn at an end: what is noted before that may still be sent along.</summary>
    private void OneIsSentAtOnce()
    {
        Note(1);
        Assert.Single(ExpectMsg<TapBatch>().Items);
        Settle();
    }

    private void AfterGathering() => Pass(TapActor.Gather);

    private void Settle() => Settle(_tap);

    private void NothingIsSent() => Settle(); // a batch would have come before the answer
}
