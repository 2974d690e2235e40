using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Event;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>Logs direction, kind and size of each message at debug level.</summary>
public sealed class LogFilter : IMessageFilter
{
    public string Name => "log";

    public Flow<WebSocketMessage, WebSocketMessage, NotUsed> CreateFlow(MessageFilterContext context) =>
        Flow.Create<WebSocketMessage>().Select(message =>
        {
            if (context.Log.IsDebugEnabled)
            {
                context.Log.Debug("Connection {Connection}, {Direction}: {Kind} message of {Bytes} bytes",
                    context.ConnectionId, context.Direction, message.Kind, message.Payload.Length);
            }
            return message;
        });
}
