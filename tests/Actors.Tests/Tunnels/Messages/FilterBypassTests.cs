using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

public sealed class FilterBypassTests : TestKit
{
    private static readonly WebSocketMessage One = Frames.Text("one");
    private static readonly WebSocketMessage Two = Frames.Text("two");
    private static readonly PingFrame Ping = new("ping"u8.ToArray());
    private static readonly CloseFrame Close = new(1000, "done");

    [Fact]
    public async Task All_frames_come_out_and_close_is_last()
    {
        var frames = await RunAsync(Flow.Create<WebSocketMessage>(), One, Ping, Two, Close);

        Assert.Equal([One, Two, Close], frames.Where(frame => frame != Ping));
        Assert.Contains(Ping, frames);
    }

    [Fact]
    public async Task Without_a_close_frame_the_end_comes_after_the_last_message() =>
        Assert.Equal([One, Two], await RunAsync(Flow.Create<WebSocketMessage>(), One, Two));

    [Fact]
    public async Task Close_waits_for_messages_that_the_filters_still_hold()
    {
        var release = new TaskCompletionSource();
        var closeRead = new TaskCompletionSource();
        var slow = Flow.Create<WebSocketMessage>().SelectAsync(4, async message =>
        {
            await release.Task;
            return message;
        });
        var source = Source.From(new DecodedFrame[] { One, Two, Close }).Select(frame =>
        {
            if (frame is CloseFrame)
                closeRead.SetResult();
            return frame;
        });
        var frames = RunAsync(slow, source);
        await closeRead.Task.WaitAsync(Peer.Timeout);
        Assert.False(frames.IsCompleted);
        release.SetResult();

        Assert.Equal([One, Two, Close], await frames);
    }

    [Fact]
    public async Task A_ping_overtakes_messages_that_the_filters_hold()
    {
        var release = new TaskCompletionSource();
        var slow = Flow.Create<WebSocketMessage>().SelectAsync(4, async message =>
        {
            await release.Task;
            return message;
        });
        var flow = BidiFlow.FromGraph(new FilterBypass()).Join(slow).Select(frame =>
        {
            if (frame is PingFrame)
                release.TrySetResult();
            return frame;
        });
        var frames = await Source.From(new DecodedFrame[] { One, Ping, Two }).Via(flow)
            .RunWith(Sink.Seq<DecodedFrame>(), Sys.Materializer()).WaitAsync(Peer.Timeout);

        Assert.Equal([Ping, One, Two], frames);
    }

    [Fact]
    public async Task Close_passes_filters_that_drop_everything() =>
        Assert.Equal([Close], await RunAsync(Flow.Create<WebSocketMessage>().Where(_ => false), One, Two, Close));

    [Fact]
    public async Task What_the_filters_add_at_their_end_comes_before_close() =>
        Assert.Equal([One, Two, Close], await RunAsync(Flow.Create<WebSocketMessage>().Concat(Source.Single(Two)), One, Close));

    [Fact]
    public async Task Filters_that_end_before_their_input_reject()
    {
        var failure = await Assert.ThrowsAsync<MessageRejectedException>(() => RunAsync(Flow.Create<WebSocketMessage>().Take(1),
            Source.From(new DecodedFrame[] { One, Two }).Concat(Source.Never<DecodedFrame>())));

        Assert.Equal(1008, failure.Command.Code);
    }

    [Fact]
    public async Task A_failure_of_the_filters_comes_out()
    {
        var broken = Flow.Create<WebSocketMessage>().Select<WebSocketMessage, WebSocketMessage, WebSocketMessage, NotUsed>(
            _ => throw new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(broken, One, Close));
    }

    private Task<IEnumerable<DecodedFrame>> RunAsync(Flow<WebSocketMessage, WebSocketMessage, NotUsed> filters,
        params DecodedFrame[] frames) =>
        RunAsync(filters, Source.From(frames));

    private async Task<IEnumerable<DecodedFrame>> RunAsync(
        Flow<WebSocketMessage, WebSocketMessage, NotUsed> filters, Source<DecodedFrame, NotUsed> frames) =>
        await frames.Via(BidiFlow.FromGraph(new FilterBypass()).Join(filters))
            .RunWith(Sink.Seq<DecodedFrame>(), Sys.Materializer()).WaitAsync(Peer.Timeout);
}
