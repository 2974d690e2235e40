using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>Taps on the tunnels of a whole node.</summary>
public abstract class TapTests(TransportKind transport, bool messages) : IAsyncLifetime
{
    private readonly ScriptedBackend _server = new();
    private TestProxy _proxy = null!;
    private Peer _client = null!;
    private Peer _backend = null!;
    private string _id = null!;

    public async Task InitializeAsync()
    {
        PolicySet policies = messages ? [new FilterChain("log")] : [];
        var route = TestRoutes.Route(TestRoutes.Pool(_server.Url), policies: policies);
        _proxy = await TestProxy.StartAsync(TestRoutes.Options(route, transport) with { Tap = new TapOptions { Payload = true } });
        (_client, _backend) = await _proxy.OpenAsync(_server);
        _id = (await _proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id;
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _backend.Dispose();
        _server.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task All_messages_arrive_in_order_and_the_tap_shows_each_once()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
        await Talk.BothWaysAsync(_client, _backend, 2000);

        var items = await tap.AtLeastAsync(4000);
        Assert.Equal(4000, items.Count);
        Talk.IsInOrder(items);
        Assert.Equal((1, 2000), (items[0].Number, items.Count(item => item.Direction == TapDirection.FromClient)));
        Assert.Equal(new TapEnded(_id, TapEndReason.Stopped, null, 4000, 0), await tap.StopAsync());
        Assert.All(tap.Batches, batch => Assert.Equal(0, batch.Dropped));
    }

    [Fact]
    public async Task Every_kind_of_frame_is_shown()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id, maxPayload: 4);
        await _client.SendAsync((byte[])[.. Frame.Bytes(9, "ping"u8.ToArray(), masked: true),
            .. Frame.Bytes(2, [1, 2, 0xFF, 4, 5], masked: true)]);
        await _backend.ReadFrameAsync();
        await _backend.ReadFrameAsync();
        await _backend.SendAsync((byte[])[.. Frame.Bytes(10, "ping"u8.ToArray(), masked: false), .. Frame.FromBackend("über"),
            .. Frame.CloseFromBackend(4000)]);
        var items = await tap.AtLeastAsync(5);

        Assert.Equal([TapKind.Ping, TapKind.Binary, TapKind.Pong, TapKind.Text, TapKind.Close], items.Select(item => item.Kind));
        Assert.Equal(["70696e67", "0102ff04", "70696e67", "c3bc6265", ""], items.Select(item => item.Hex));
        Assert.Equal([false, true, false, true, false], items.Select(item => item.Truncated));
        Assert.Equal([4L, 5L, 4L, 5L, 2L], items.Select(item => item.Size));
        Assert.Equal(("übe", 4000), (items[3].Text, items[4].CloseCode));
        Assert.All(items, item => Assert.Equal(_proxy.Time.GetUtcNow(), item.Time));
    }

    [Fact]
    public async Task Without_payload_there_is_none()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id, payload: false);
        await _client.SendAsync(Frame.FromClient("secret"));
        var item = Assert.Single(await tap.AtLeastAsync(1));
        Assert.Equal((TapKind.Text, 6L, null, false), (item.Kind, item.Size, item.Payload, item.Truncated));
        Assert.Null((await tap.FirstAsync<TapStarted>()).MaxPayload);
    }

    [Fact]
    public async Task A_tap_that_begins_inside_a_frame_shows_the_next_one()
    {
        var large = Frame.FromBackend(new string('x', 60_000));
        await _backend.SendAsync(large.AsMemory(0, 30_000));
        await Wait.UntilAsync(() => messages || _client.Available > 29_000, "the first half");
        await _proxy.TurnAsync();
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
        await _client.SendAsync(Frame.FromClient("other way"));
        Assert.Equal("other way", (await tap.AtLeastAsync(1))[0].Text);
        await _backend.SendAsync((byte[])[.. large[30_000..], .. Frame.FromBackend("after")]);

        Assert.Equal(60_000, (await _client.ReadFrameAsync()).Payload.Length);
        Assert.Equal("after", (await _client.ReadFrameAsync()).Text);
        // A message tunnel has whole messages only, and the tap sees this one when it is.
        var items = await tap.AtLeastAsync(messages ? 3 : 2);
        Assert.Equal("after", items[^1].Text);
        Assert.Equal(messages ? [9L, 60_000L, 5L] : [9L, 5L], items.Select(item => item.Size));
    }

    [Fact]
    public async Task A_large_message_is_cut_for_the_tap_and_whole_for_the_peer()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
        await _client.SendAsync(Frame.FromClient(new string('x', 60_000)));
        Assert.Equal(60_000, (await _backend.ReadFrameAsync()).Payload.Length);
        var item = Assert.Single(await tap.AtLeastAsync(1));
        Assert.Equal((60_000L, new string('x', 1024), true), (item.Size, item.Text, item.Truncated));
    }

    [Fact]
    public async Task Taps_come_and_go_under_load()
    {
        using var enough = new CancellationTokenSource();
        var talk = TalkOnAsync(enough.Token);
        for (var i = 0; i < 25; i++)
        {
            var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
            await tap.AtLeastAsync(20);
            var ended = await tap.StopAsync();
            Talk.IsInOrder(tap.Items);
            Assert.Equal((TapEndReason.Stopped, (long)tap.Items.Count, 0L), (ended.Reason, ended.Items, ended.Dropped));
        }
        await enough.CancelAsync();
        await talk;
        await NoTapsAsync();
    }

    [Fact]
    public async Task Taps_of_one_connection_show_the_same()
    {
        var taps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TapWatcher.StartAsync(_proxy.Node, _id)));
        await Talk.BothWaysAsync(_client, _backend, 50);
        foreach (var tap in taps)
        {
            await tap.AtLeastAsync(100);
            Talk.IsInOrder(tap.Items);
        }
        var fifth = await RefusedAsync(new TapRequest(_id, "test"));
        Assert.Equal(TapRefusal.TooManyTaps, fifth.Reason);
        await taps[0].StopAsync();
        await TapWatcher.StartAsync(_proxy.Node, _id);
    }

    [Fact]
    public async Task A_slow_watcher_misses_messages_and_is_told_how_many()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id, givesCredit: false);
        await Talk.BothWaysAsync(_client, _backend, 6000);
        // What was sent before its credit was used up, and as much as the queue holds.
        Assert.InRange(tap.Batches.Count, 1, TapCredit.Initial);
        await Wait.UntilAsync(() => tap.Batches.Count == TapCredit.Initial, "all credit used");
        var before = tap.Items.Count;
        tap.Tell(new TapCredit(TapCredit.Initial));
        await Wait.UntilAsync(() => tap.Items.Count > before, "more");
        await Talk.BothWaysAsync(_client, _backend, 10, first: 6000);
        tap.Tell(new TapStop());
        await Wait.UntilAsync(
            () =>
            {
                tap.Tell(new TapCredit(1));
                return tap.Batches.Sum(batch => batch.Dropped + batch.Items.Length) == 12_020;
            },
            "all items or their number");
        var ended = await tap.FirstAsync<TapEnded>();

        Assert.Equal(12_020, ended.Items + ended.Dropped);
        Assert.Equal((ended.Items, ended.Dropped), (tap.Items.Count, tap.Batches.Sum(batch => batch.Dropped)));
        Assert.InRange(ended.Dropped, 1, 12_000);
        var last = 0L;
        foreach (var batch in tap.Batches)
        {
            Assert.Equal(last + batch.Dropped + 1, batch.Items[0].Number);
            Assert.Equal(Enumerable.Range(0, batch.Items.Length).Select(i => batch.Items[0].Number + i),
                batch.Items.Select(item => item.Number));
            last = batch.Items[^1].Number;
        }
    }

    [Fact]
    public async Task A_tunnel_that_ends_ends_the_tap_after_its_last_message()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
        await _client.SendAsync(Frame.CloseFromClient(1000));
        await _backend.ReadFrameAsync();
        await _backend.SendAsync(Frame.CloseFromBackend(1000));
        _backend.Finish();
        await _client.ReadToEndAsync();
        _client.Finish();

        Assert.Equal(new TapEnded(_id, TapEndReason.ConnectionEnded, TerminationReason.Closed.Name(), 2, 0),
            await tap.FirstAsync<TapEnded>());
        Assert.Equal([TapKind.Close, TapKind.Close], tap.Items.Select(item => item.Kind));
        Assert.Equal(TapRefusal.NoSuchConnection, (await RefusedAsync(new TapRequest(_id, "test"))).Reason);
    }

    [Fact]
    public async Task A_tap_ends_when_its_time_is_over()
    {
        var tap = TapWatcher.Ask(_proxy.Node.System, _proxy.Node.Directory,
            new TapRequest(_id, "test") { Duration = TimeSpan.FromSeconds(20) });
        await tap.FirstAsync<TapStarted>();
        _proxy.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(TapEndReason.Expired, (await tap.FirstAsync<TapEnded>()).Reason);
        await NoTapsAsync();
        await Talk.BothWaysAsync(_client, _backend, 10);
        Assert.Empty(tap.Items);
    }

    [Fact]
    public async Task A_watcher_that_goes_away_ends_its_tap()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
        _proxy.Node.System.Stop(tap.Ref);
        await NoTapsAsync();
        await Talk.BothWaysAsync(_client, _backend, 10);
    }

    [Fact]
    public async Task A_node_that_stops_tells_the_watcher()
    {
        var tap = await TapWatcher.StartAsync(_proxy.Node, _id);
        _proxy.Node.System.Stop(await _proxy.Node.System.ActorSelection("/user/taps").ResolveOne(Peer.Timeout));
        Assert.Equal(TapEndReason.Failed, (await tap.FirstAsync<TapEnded>()).Reason);
        await Talk.BothWaysAsync(_client, _backend, 10);
    }

    [Fact]
    public async Task A_request_that_makes_no_sense_fails_with_what_is_wrong()
    {
        var tap = TapWatcher.Ask(_proxy.Node.System, _proxy.Node.Directory, new TapRequest(_id, ""));
        Assert.StartsWith("Who asks", (await tap.FirstAsync<Status.Failure>()).Cause.Message);
        Assert.Equal($"No node has a connection nobody.", (await RefusedAsync(new TapRequest("nobody", "test"))).Detail);
    }

    private async Task TalkOnAsync(CancellationToken enough)
    {
        for (var first = 0; !enough.IsCancellationRequested; first += 20)
            await Talk.BothWaysAsync(_client, _backend, 20, first);
    }

    private async Task<TapRefused> RefusedAsync(TapRequest request) =>
        await TapWatcher.Ask(_proxy.Node.System, _proxy.Node.Directory, request).FirstAsync<TapRefused>();

    private async Task NoTapsAsync()
    {
        var coordinator = (ActorRefWithCell)await _proxy.Node.System.ActorSelection("/user/taps").ResolveOne(Peer.Timeout);
        await Wait.UntilAsync(() => !coordinator.Children.Any(), "no tap");
    }

    public sealed class OfRelaysOnEpoll() : TapTests(TransportKind.Auto, messages: false);

    public sealed class OfRelaysOnSockets() : TapTests(TransportKind.Sockets, messages: false);

    public sealed class OfMessagesOnEpoll() : TapTests(TransportKind.Auto, messages: true);

    public sealed class OfMessagesOnSockets() : TapTests(TransportKind.Sockets, messages: true);
}
