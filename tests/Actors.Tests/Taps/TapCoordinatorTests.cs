using System.Collections.Concurrent;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Taps;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.WebSockets.Handshake;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>Which taps there may be, what the log says of them, and how they end; with connections that the test plays.</summary>
public sealed class TapCoordinatorTests : TestKit
{
    private readonly ProxyMetrics _metrics = new(1);
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _log = new();

    public TapCoordinatorTests()
        : base("akka { loglevel = INFO, stdout-loglevel = OFF, loggers = [] }")
    {
        var log = _log;
        Sys.EventStream.Subscribe(Sys.ActorOf(Props.Create(() => new Recorder(log))), typeof(Info));
    }

    [Fact]
    public void Payloads_are_refused_where_the_configuration_does_not_allow_them()
    {
        Coordinator(new TapOptions()).Tell(Order(payload: true));
        var refused = ExpectMsg<TapRefused>();
        Assert.Equal(TapRefusal.PayloadNotAllowed, refused.Reason);
        Assert.Contains("tap.payload = true", refused.Detail);
    }

    [Fact]
    public void A_request_of_HTTP_is_no_tunnel()
    {
        Coordinator(new TapOptions()).Tell(Order() with { Connection = FakeConnections.Open("1f-1", age: 1, isTunnel: false) });
        Assert.Equal(TapRefusal.NotATunnel, ExpectMsg<TapRefused>().Reason);
    }

    [Fact]
    public void A_node_has_sixteen_taps()
    {
        var coordinator = Coordinator(new TapOptions());
        for (var i = 0; i < 16; i++)
            coordinator.Tell(Order());
        coordinator.Tell(Order());
        Assert.Equal(TapRefusal.TooManyTaps, ExpectMsg<TapRefused>().Reason);
    }

    [Theory]
    [InlineData(null, 1000)]
    [InlineData(5000, 1000)]
    [InlineData(10, 10)]
    public void No_more_of_a_payload_is_shown_than_the_configuration_allows(int? asked, int granted)
    {
        Start(Coordinator(new TapOptions { Payload = true, MaxPayload = 1000 }), Order(payload: true, maxPayload: asked), out var queue);
        Assert.Equal(granted, ExpectMsg<TapStarted>().MaxPayload);
        Assert.False(queue.Offered > 0);
    }

    [Fact]
    public async Task Start_and_end_are_in_the_log_with_who_asked()
    {
        Start(Coordinator(new TapOptions { Payload = true }), Order(payload: true), out var queue);
        ExpectMsg<TapStarted>();
        var tap = LastSender;
        queue.Offer(new TapFrame(TapDirection.FromClient, TapKind.Text, 6, "secret"u8.ToArray()), _time.GetUtcNow());
        Assert.Equal("secret", Assert.Single(ExpectMsg<TapBatch>().Items).Text);
        tap.Tell(new TapStop());
        // What passes until the loop has heard of it still counts.
        queue.Offer(new TapFrame(TapDirection.FromClient, TapKind.Text, 4, "last"u8.ToArray()), _time.GetUtcNow());
        Assert.Equal("last", Assert.Single(ExpectMsg<TapBatch>().Items).Text);
        queue.Close();
        ExpectMsg<TapEnded>();

        await Wait.UntilAsync(() => _log.Count == 2, "two lines");
        Assert.Equal("Tap of connection 1f-1 by cli root@host started: payload up to 1024 bytes, for 00:10:00", _log.First());
        Assert.Equal("Tap of connection 1f-1 by cli root@host ended: Stopped, payload yes, 2 items, 0 dropped", _log.Last());
    }

    [Fact]
    public void A_connection_that_ends_before_the_tap_begins_is_none()
    {
        var order = Order();
        Coordinator(new TapOptions()).Tell(order);
        Sys.Stop(order.Connection.Actor);
        Assert.Equal((TapRefusal.NoSuchConnection, "1f-1 has just ended."),
            ExpectMsg<TapRefused>() is var refused ? (refused.Reason, refused.Detail) : default);
    }

    [Fact]
    public void A_watcher_that_makes_no_room_is_waited_for_no_longer_than_the_linger()
    {
        Start(Coordinator(new TapOptions()), Order(), out var queue);
        ExpectMsg<TapStarted>();
        var tap = LastSender;
        for (var i = 0; i < 5000; i++)
            queue.Offer(new TapFrame(TapDirection.FromClient, TapKind.Text, 1, default), _time.GetUtcNow());
        var batches = Enumerable.Range(0, TapCredit.Initial).Select(_ => ExpectMsg<TapBatch>()).ToArray();
        tap.Tell(new TapStop());
        tap.Tell(new Identify("done")); // behind the stop
        ExpectMsg<ActorIdentity>();
        _time.Advance(TapActor.Linger);
        var ended = ExpectMsg<TapEnded>();
        Assert.Equal((batches.Sum(batch => batch.Items.Length), 5000L), (ended.Items, ended.Items + ended.Dropped));
    }

    [Fact]
    public void What_cannot_be_noted_ends_the_tap()
    {
        Start(Coordinator(new TapOptions()), Order(), out var queue);
        ExpectMsg<TapStarted>();
        queue.Fail(new InvalidOperationException("no"));
        Assert.Equal(TapEndReason.Failed, ExpectMsg<TapEnded>().Reason);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _metrics.Dispose();
    }

    private IActorRef Coordinator(TapOptions options) =>
        Sys.ActorOf(Props.Create(() => new TapCoordinator("node", () => options, _metrics, _time, new TapLinks(Sys))));

    private OpenTap Order(bool payload = false, int? maxPayload = null)
    {
        var path = TestActor.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)Sys).Provider.DefaultAddress);
        return new OpenTap(FakeConnections.Open("1f-1", age: 1, actor: Sys.ActorOf(Props.Create(() => new Connection(TestActor)))),
            new NodeTap("1f-1", path, "cli root@host", payload, maxPayload, TimeSpan.FromMinutes(10)));
    }

    /// <summary>A tap to whose order the connection says yes.</summary>
    private void Start(IActorRef coordinator, OpenTap order, out TapQueue queue)
    {
        var connection = CreateTestProbe();
        coordinator.Tell(order with { Connection = FakeConnections.Open(order.Connection.Id, age: 1, actor: connection.Ref) });
        queue = connection.ExpectMsg<StartTap>().Queue;
        connection.Reply(new TapAttached(NegotiatedExtensions.None));
    }

    /// <summary>A connection that answers nothing.</summary>
    private sealed class Connection : ReceiveActor
    {
        public Connection(IActorRef owner) => Receive<string>(owner.Forward);
    }

    private sealed class Recorder : ReceiveActor
    {
        public Recorder(ConcurrentQueue<string> log) => Receive<Info>(
            line => line.ToString().Contains("Tap of", StringComparison.Ordinal), line => log.Enqueue(line.Message.ToString()!));
    }
}
