using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>
/// A client's WebSocket that is a stream of an HTTP/2 connection (RFC 8441), as the gateway has it. Used on the channel's loop.
/// </summary>
public interface IWebSocketStream
{
    /// <summary>The stream's bytes. None pass before <see cref="Accept"/>.</summary>
    Channel Channel { get; }

    /// <summary>Opens the stream with this head.</summary>
    void Accept(ResponseHead head);

    /// <summary>Ends the stream with a response.</summary>
    void Answer(ResponseHead head, ReadOnlyMemory<byte> body);
}
