using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

public sealed class MessageFiltersTests() : TestKit("akka.loglevel = DEBUG")
{
    [Fact]
    public void Shipped_names_are_log_and_size_limit() => Assert.Equal(["log", "size-limit"], MessageFilters.Shipped.Names);

    [Fact]
    public void A_known_name_has_nothing_wrong_with_it() => Assert.Null(MessageFilters.Shipped.Check("log"));

    [Theory]
    [InlineData("Log")]
    [InlineData("")]
    [InlineData("sise-limit")]
    public void An_unknown_name_is_answered_with_the_known_ones(string name) =>
        Assert.Equal($"There is no message filter \"{name}\"; there are: log, size-limit.", MessageFilters.Shipped.Check(name));

    [Fact]
    public void Two_filters_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => MessageFilters.Shipped.With(new LogFilter()));

    [Fact]
    public void A_route_with_an_unknown_filter_gets_no_flow() =>
        Assert.Throws<KeyNotFoundException>(() => MessageFilters.Shipped.CreateFlow(Context("nobody")));

    [Fact]
    public async Task Size_limit_lets_a_message_of_exactly_the_limit_pass() =>
        Assert.Equal(10, (await RunAsync("size-limit", Frames.Binary(10))).Payload.Length);

    [Fact]
    public async Task Size_limit_rejects_one_byte_more_with_1009()
    {
        var rejected = await Assert.ThrowsAsync<MessageRejectedException>(() => RunAsync("size-limit", Frames.Binary(11)));

        Assert.Equal(CloseCommand.For(TerminationReason.MessageTooBig, "A message exceeds 10 bytes."), rejected.Command);
    }

    [Fact]
    public async Task Log_tells_direction_kind_and_size_but_not_the_payload()
    {
        await EventFilter.Debug("Connection c1, FromDownstream: Text message of 6 bytes")
            .ExpectOneAsync(async () => await RunAsync("log", Frames.Text("secret")));
    }

    [Fact]
    public void A_rejection_is_found_behind_other_exceptions()
    {
        var command = CloseCommand.For(TerminationReason.FilterClose, "no");

        Assert.Same(command, MessageRejectedException.CommandOf(new AggregateException(new MessageRejectedException(command))));
        Assert.Null(MessageRejectedException.CommandOf(new AggregateException(new InvalidOperationException())));
    }

    private async Task<WebSocketMessage> RunAsync(string filter, WebSocketMessage message) =>
        await Source.Single(message).Via(MessageFilters.Shipped.CreateFlow(Context(filter)))
            .RunWith(Sink.First<WebSocketMessage>(), Sys.Materializer()).WaitAsync(Peer.Timeout);

    private MessageFilterContext Context(string filter)
    {
        var settings = new TunnelSettings { Names = [filter], MaxMessageSize = 10 };
        return new MessageFilterContext(
            "c1", TunnelRig.RouteOf(settings), TunnelRig.ChainOf(settings), MessageDirection.FromDownstream,
            Logging.GetLogger(Sys, "filters"));
    }
}
