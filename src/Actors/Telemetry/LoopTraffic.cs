using ActorProxy.Actors.Tunnels;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// What has passed through all tunnels of one loop, ended ones included. Written by the loop alone, with plain adds, so
/// that counting costs a message a nanosecond or two; read by whoever collects metrics.
/// </summary>
public sealed class LoopTraffic
{
    private long _bytesFromClient, _bytesFromBackend, _messagesFromClient, _messagesFromBackend;

    /// <summary>May be called from any thread; the four figures may be of slightly different moments.</summary>
    public Traffic Total => new(
        Volatile.Read(ref _bytesFromClient), Volatile.Read(ref _bytesFromBackend),
        Volatile.Read(ref _messagesFromClient), Volatile.Read(ref _messagesFromBackend));

    public void FromClient(int bytes, int messages)
    {
        _bytesFromClient += bytes;
        _messagesFromClient += messages;
    }

    public void FromBackend(int bytes, int messages)
    {
        _bytesFromBackend += bytes;
        _messagesFromBackend += messages;
    }
}
