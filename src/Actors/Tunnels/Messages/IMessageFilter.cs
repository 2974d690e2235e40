using ActorProxy.Shared.WebSockets;
using Akka;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>Sees each message of a route that names it. One instance serves all connections, from any loop.</summary>
public interface IMessageFilter
{
    /// <summary>What routes call it by; compared ordinally.</summary>
    string Name { get; }

    /// <summary>
    /// The filter of one direction of one connection, so it may keep state. It may pass messages on, edit, drop and add
    /// some, all with backpressure. It runs on the connection's event loop and never blocks; what takes time belongs into
    /// <c>SelectAsync</c>. To close the tunnel it fails with a <see cref="MessageRejectedException"/>. Any other failure
    /// closes it with 1011; where the flow completes before its input does, it is closed with 1008.
    /// </summary>
    /// <remarks>The text of a message that it makes must be UTF-8. Control frames do not come by.</remarks>
    Flow<WebSocketMessage, WebSocketMessage, NotUsed> CreateFlow(MessageFilterContext context);
}
