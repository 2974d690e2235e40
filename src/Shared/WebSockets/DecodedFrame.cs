namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// What <see cref="FrameDecoder"/> yields: a <see cref="WebSocketMessage"/> assembled from its fragments, or a
/// <see cref="PingFrame"/>, <see cref="PongFrame"/> or <see cref="CloseFrame"/>.
/// </summary>
/// <remarks>Equality of payloads is that of <see cref="ReadOnlyMemory{T}"/>: the same memory, not the same bytes.</remarks>
public abstract record DecodedFrame
{
    private protected DecodedFrame()
    {
    }
}
