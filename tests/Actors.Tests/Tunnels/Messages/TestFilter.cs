using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>A filter called <c>test</c> that is what the test says.</summary>
internal sealed class TestFilter(Func<MessageFilterContext, Flow<WebSocketMessage, WebSocketMessage, NotUsed>> create) : IMessageFilter
{
    public static TestFilter Pass { get; } = new(_ => Flow.Create<WebSocketMessage>());

    public string Name => "test";

    /// <summary>From messages of clients; those of backends pass.</summary>
    public static TestFilter FromClient(Func<WebSocketMessage, WebSocketMessage> edit) => new(context =>
        context.Direction == MessageDirection.FromDownstream
            ? Flow.Create<WebSocketMessage>().Select(edit)
            : Flow.Create<WebSocketMessage>());

    public Flow<WebSocketMessage, WebSocketMessage, NotUsed> CreateFlow(MessageFilterContext context) => create(context);
}
