using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// Closes with 1009 where a message exceeds <see cref="FilterChain.MaxMessageSize"/>. What peers send was measured before
/// it came to the filters: this one is for what the filters before it have made of it.
/// </summary>
public sealed class SizeLimitFilter : IMessageFilter
{
    public string Name => "size-limit";

    public Flow<WebSocketMessage, WebSocketMessage, NotUsed> CreateFlow(MessageFilterContext context)
    {
        var limit = context.Chain.MaxMessageSize;
        return Flow.Create<WebSocketMessage>().Select(message => message.Payload.Length <= limit
            ? message
            : throw new MessageRejectedException(CloseCommand.For(TerminationReason.MessageTooBig, $"A message exceeds {limit} bytes.")));
    }
}
